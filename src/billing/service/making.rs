//! Making an invoice: what can be invoiced, the page to check it on, and writing it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::authority::own_provider;
use super::messages;
use super::moves::{self, Act};
use crate::accounts::service::people;
use crate::accounts::{Actor, By, HolderSummary};
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::model::invoice::{MOST_LINES, due_on};
use crate::billing::model::matching::Tolerances;
use crate::billing::model::{
    Billable, Details, Invoice, InvoiceStatus, Parties, Party, Payer, Rated, Totals, VatRate, Verdict,
};
use crate::billing::store::lines::Billed;
use crate::billing::store::series::{self, Kind};
use crate::billing::store::{details, drafts, invoices, lines, tolerances};
use crate::budgets::HeldAs;
use crate::db::{Db, DbError, LockKey, idempotency};
use crate::directory::model::{Price, Vat};
use crate::directory::service as directory;
use crate::kernel::{DeliveryId, InvoiceId, ListingId, Money, OrderLineId, PotId, ProviderId};
use crate::orders::service as orders;

const ACTION: &str = "make_invoice";

/// What a provider can invoice for one pot.
#[derive(Clone, Debug)]
pub struct ToInvoice {
    /// The pot.
    pub pot: PotId,
    /// Whose.
    pub holder_name: String,
    /// Who will pay.
    pub payer: Payer,
    /// How many deliveries and late charges.
    pub count: usize,
    /// What they come to.
    pub total: Money,
    /// The first and the last day.
    pub span: (NaiveDate, NaiveDate),
}

/// Everything that a check page shows.
#[derive(Clone, Debug)]
pub struct Check {
    /// The pot.
    pub pot: PotId,
    /// Who and whom it will name.
    pub parties: Parties,
    /// Who will pay.
    pub payer: Payer,
    /// What can be on it, each with its rate and what the three-way match says.
    pub items: Vec<(Billable, VatRate, Verdict)>,
    /// Up to which day; none for everything.
    pub until: Option<NaiveDate>,
    /// Whether the provider's VAT number is missing.
    pub needs_vat_number: bool,
}

/// What somebody asks to be invoiced.
#[derive(Clone, Debug)]
pub struct MakeInvoice {
    /// Names this form for ever.
    pub key: String,
    /// From which pot.
    pub pot: PotId,
    /// Which deliveries.
    pub deliveries: Vec<DeliveryId>,
    /// What they came to when they were chosen; none to take them as they are.
    pub seen: Option<Money>,
}

/// The last day of the month before this one: up to where invoices usually go.
pub fn end_of_last_month(today: NaiveDate) -> NaiveDate {
    today.with_day(1).and_then(|first| first.pred_opt()).unwrap_or(today)
}

/// What a provider can invoice up to a day, or in all, pot by pot.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no provider's staff.
pub async fn to_invoice(app: &App, actor: &Actor, until: Option<NaiveDate>) -> Result<Vec<ToInvoice>, BillingError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            let mut pots: Vec<(PotId, Vec<Billable>)> = Vec::new();
            for item in drafts::billable(db, provider, None, until)? {
                match pots.iter_mut().find(|(pot, _)| *pot == item.pot) {
                    Some((_, items)) => items.push(item),
                    None => pots.push((item.pot, vec![item])),
                }
            }
            let mut found = Vec::new();
            for (pot, items) in pots {
                let (payer, holder) = payer_of(db, pot)?;
                let total = Money::sum(items.iter().map(|item| item.amount)).unwrap_or_default();
                let count = items.len();
                found.push(ToInvoice { pot, holder_name: holder.name, payer, count, total, span: span(&items) });
            }
            found.sort_by(|a, b| a.holder_name.cmp(&b.holder_name).then(a.pot.cmp(&b.pot)));
            Ok(found)
        })
        .await
}

/// What an invoice for one pot would say.
///
/// # Errors
/// [`BillingError::NotFound`] when there is nothing of this provider to invoice from that pot.
pub async fn check(app: &App, actor: &Actor, pot: PotId, until: Option<NaiveDate>) -> Result<Check, BillingError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            let items = drafts::billable(db, provider, Some(pot), until)?;
            if items.is_empty() {
                return Err(BillingError::NotFound);
            }
            let setting = Setting::of(db, provider, pot)?;
            let rates = rates(db, &items, setting.seller.vat_number.is_some())?;
            let needs_vat_number = setting.seller.vat_number.is_none() && rates.contains(&VatRate::Standard);
            let (parties, payer) = (setting.parties(), setting.payer);
            let tolerances = setting.tolerances;
            let with_rates = items.into_iter().zip(rates);
            let items = with_rates.map(|(item, rate)| {
                let verdict = item.matched(item.amount, tolerances.of(&item.order_reference));
                (item, rate, verdict)
            });
            let items = items.take(MOST_LINES).collect();
            Ok(Check { pot, parties, payer, items, until, needs_vat_number })
        })
        .await
}

/// Makes an invoice, and answers a repeated form with the first one.
///
/// # Errors
/// [`BillingError`]; then nothing was made and no number was used.
pub async fn make(app: &App, actor: &Actor, command: MakeInvoice) -> Result<InvoiceId, BillingError> {
    let asking = actor.clone();
    let provider = app.db.read(move |db| own_provider(db, &asking)).await?;
    let act = Act::of(app, actor);
    let (actor, command) = (Arc::new(actor.clone()), Arc::new(command));
    let locks = vec![LockKey::Pot(command.pot.0), LockKey::Provider(provider.0)];
    let id = app
        .db
        .write_locked(locks, move |db| {
            if own_provider(db, &actor)? != provider {
                return Err(BillingError::NotFound);
            }
            match idempotency::claim(db, actor.user_id, &command.key, ACTION, act.now)? {
                idempotency::Claim::Done(id) => return id.parse().map_err(|_| BillingError::BadKey),
                idempotency::Claim::New => {}
            }
            let id = chosen(db, &act, provider, &command)?;
            idempotency::settle(db, actor.user_id, &command.key, ACTION, &id.to_string())?;
            Ok(id)
        })
        .await?;
    app.wake.notify_one();
    Ok(id)
}

fn chosen(db: &mut Db, act: &Act, provider: ProviderId, command: &MakeInvoice) -> Result<InvoiceId, BillingError> {
    let mut wanted = command.deliveries.clone();
    wanted.sort_unstable();
    wanted.dedup();
    let mut items = drafts::billable(db, provider, Some(command.pot), None)?;
    items.retain(|item| wanted.binary_search(&item.delivery).is_ok());
    if items.len() != wanted.len() {
        return Err(BillingError::Changed);
    }
    let total = Money::sum(items.iter().map(|item| item.amount));
    if command.seen.is_some() && command.seen != total {
        return Err(BillingError::Changed);
    }
    write(db, act, provider, command.pot, &items)
}

impl Act {
    /// What somebody does now.
    pub(in crate::billing) fn of(app: &App, actor: &Actor) -> Self {
        let site = Some(app.config.public_url.clone());
        Self { by: Some(actor.by()), now: app.clock.now(), today: app.clock.today(), site }
    }

    /// The same, for a provider's staff: they never act under a mandate here.
    pub(super) fn by_staff(mut self) -> Self {
        self.by = self.by.map(|by| By { mandate: None, ..by });
        self
    }
}

/// What an invoice of a provider for a pot needs to know.
struct Setting {
    seller: Details,
    contact: (Option<String>, Option<String>),
    holder: HolderSummary,
    payer: Payer,
    tolerances: Tolerances,
    /// Where Peppol delivers to the council.
    electronic_address: Option<String>,
}

impl Setting {
    fn of(db: &mut Db, provider: ProviderId, pot: PotId) -> Result<Self, DbError> {
        let seller = match details::of_provider(db, provider)? {
            Some(seller) => seller,
            None => details::from_directory(db, provider)?,
        };
        let known = directory::provider_summary(db, provider)?;
        let (payer, holder) = payer_of(db, pot)?;
        let (tolerances, electronic_address) = match holder.council_id {
            Some(council) => {
                let usual = details::tolerance(db, council)?;
                let own = tolerances::of_provider(db, (council, provider), usual)?;
                (own, details::electronic_address(db, council)?)
            }
            None => (Tolerances::default(), None),
        };
        let contact = (known.email, known.phone);
        Ok(Self { seller, contact, holder, payer, tolerances, electronic_address })
    }

    fn parties(&self) -> Parties {
        let seller = Party {
            name: self.seller.legal_name.clone(),
            address: address_lines(&self.seller.address),
            postcode: self.seller.postcode.clone(),
            vat_number: self.seller.vat_number.clone(),
            email: self.contact.0.clone(),
            phone: self.contact.1.clone(),
            electronic_address: self.seller.electronic_address.clone(),
        };
        let holder = &self.holder;
        let buyer = match (self.payer, &holder.council_name) {
            (Payer::Council, Some(council)) => {
                Party { name: council.clone(), electronic_address: self.electronic_address.clone(), ..Party::default() }
            }
            _ => Party {
                name: holder.name.clone(),
                address: address_lines(holder.address.as_deref().unwrap_or_default()),
                postcode: holder.postcode.clone().unwrap_or_default(),
                ..Party::default()
            },
        };
        let person = if buyer.name == holder.name { String::new() } else { holder.name.clone() };
        Parties { seller, buyer, person, person_reference: holder.reference.clone() }
    }
}

fn address_lines(text: &str) -> Vec<String> {
    let parts = text.split(['\n', ',']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn payer_of(db: &mut Db, pot: PotId) -> Result<(Payer, HolderSummary), DbError> {
    let (held_as, holder) = drafts::pot(db, pot)?;
    let holder = people::holder_summary(db, holder)?;
    let held_as: HeldAs = DbError::parsed(&held_as)?;
    Ok((Payer::of(held_as, holder.council_id.is_some()), holder))
}

fn span(items: &[Billable]) -> (NaiveDate, NaiveDate) {
    let days = || items.iter().map(|item| item.on);
    (days().min().unwrap_or_default(), days().max().unwrap_or_default())
}

/// The VAT of what was ordered on a day at a price of this unit and time: that of the price which held then, or else, for
/// visits that were added since, of the newest of that amount by the day of the visit.
fn listed_vat(known: &[Price], item: &Billable) -> Vat {
    let same = || known.iter().filter(|price| price.unit == item.unit && price.band == item.band);
    let held = |price: &&Price| {
        price.valid_from <= item.ordered_on && price.valid_until.is_none_or(|until| until >= item.ordered_on)
    };
    let by_then = |price: &&Price| price.valid_from <= item.on;
    let at_price = || same().filter(|price| price.amount == item.ordered_at);
    at_price()
        .find(held)
        .or_else(|| at_price().filter(by_then).max_by_key(|price| price.valid_from))
        .or_else(|| same().find(held))
        .or_else(|| same().filter(by_then).max_by_key(|price| price.valid_from))
        .or_else(|| known.first())
        .map_or(Vat::Exempt, |price| price.vat)
}

/// The VAT rate of each delivery: that of its agreed price, or else of the listing's price it was ordered at.
fn rates(db: &mut Db, items: &[Billable], registered: bool) -> Result<Vec<VatRate>, DbError> {
    let mut ids: Vec<ListingId> = items.iter().map(|item| item.listing).collect();
    ids.sort_unstable();
    ids.dedup();
    let prices: HashMap<ListingId, Vec<Price>> = directory::prices_of(db, &ids)?;
    let lines: Vec<OrderLineId> = items.iter().map(|item| item.order_line).collect();
    let agreed: HashMap<OrderLineId, Vat> =
        orders::agreed::prices(db, &lines)?.into_iter().map(|(line, price)| (line, price.vat)).collect();
    let rate = |item: &Billable| {
        let known = prices.get(&item.listing).map(Vec::as_slice).unwrap_or_default();
        VatRate::of(agreed.get(&item.order_line).copied().unwrap_or_else(|| listed_vat(known, item)), registered)
    };
    Ok(items.iter().map(rate).collect())
}

/// Writes an invoice of these deliveries, moves their money, and approves it when everything matches.
pub(super) fn write(
    db: &mut Db,
    act: &Act,
    provider: ProviderId,
    pot: PotId,
    items: &[Billable],
) -> Result<InvoiceId, BillingError> {
    if items.is_empty() {
        return Err(BillingError::Nothing);
    }
    if items.len() > MOST_LINES {
        return Err(BillingError::TooMany);
    }
    let setting = Setting::of(db, provider, pot)?;
    let registered = setting.seller.vat_number.is_some();
    let rates = rates(db, items, registered)?;
    if !registered && rates.contains(&VatRate::Standard) {
        return Err(BillingError::NeedsVatNumber);
    }
    let paid: Vec<Rated> =
        items.iter().zip(&rates).map(|(item, rate)| Rated { rate: *rate, paid: item.amount }).collect();
    let totals = Totals::of(&paid).ok_or(BillingError::Nothing)?;
    let drawn = series::draw(db, provider, Kind::Invoice)?;
    let new = invoices::New {
        drawn: &drawn,
        provider,
        holder: setting.holder.id,
        pot,
        council: setting.holder.council_id,
        payer: setting.payer,
        parties: &setting.parties(),
        made_on: act.today,
        due_on: due_on(act.today),
        span: span(items),
        totals: &totals,
        by: act.by.map(|by| by.user),
        at: act.now,
    };
    let id = invoices::insert(db, &new)?;
    let verdict = |item: &Billable| item.matched(item.amount, setting.tolerances.of(&item.order_reference));
    let verdicts: Vec<Verdict> = items.iter().map(verdict).collect();
    for (place, (((item, rate), net), verdict)) in items.iter().zip(&rates).zip(&totals.nets).zip(&verdicts).enumerate()
    {
        let position = i32::try_from(place).unwrap_or(i32::MAX).saturating_add(1);
        lines::insert(db, id, item, Billed { position, net: *net, vat: *rate, verdict: *verdict })?;
    }
    let invoice = invoices::by_id(db, id)?;
    for line in lines::of_invoice(db, id)? {
        let key = format!("invoice:line:{}", line.id);
        moves::post(db, act, &invoice, &line, (moves::INVOICED, line.amount, key))?;
    }
    let detail = format!("Made invoice {} for {}", invoice.reference, invoice.total);
    moves::record(db, act, &invoice, "invoice.made", &detail)?;
    let matches = verdicts.iter().all(|verdict| *verdict == Verdict::Matches);
    let invoice = if matches { approve_by_itself(db, act, invoice)? } else { invoice };
    messages::made(db, act, &invoice)?;
    Ok(id)
}

/// Order, deliveries and invoice agree: nobody has to look at it.
fn approve_by_itself(db: &mut Db, act: &Act, was: Invoice) -> Result<Invoice, BillingError> {
    let now = Invoice { status: InvoiceStatus::Approved, approved_at: Some(act.now), ..was.clone() };
    moves::turn(db, &was, &now)?;
    let nobody = Act { by: None, ..act.clone() };
    let detail = format!("Invoice {} matches the order and the deliveries, so it is approved", now.reference);
    moves::record(db, &nobody, &now, "invoice.approved", &detail)?;
    Ok(now)
}
