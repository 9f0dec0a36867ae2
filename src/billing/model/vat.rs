//! VAT of an invoice, worked out backwards: prices here are what people pay, with VAT in them (see [`Vat`]).
//!
//! The public rules for invoices go forwards: the net amounts of a rate are added up and its VAT is that sum times the
//! rate, rounded once. So the net of a rate is the amount whose VAT, worked out forwards, brings it back to what is
//! paid. For one total in six there is none, and a penny of rounding is shown. Lines share the net of their rate in
//! proportion, so that they add up to it.

use crate::directory::model::Vat;
use crate::kernel::{BasisPoints, Money, text_enum};

text_enum! {
    /// How VAT stands on a line.
    pub enum VatRate {
        /// Exempt from VAT, such as welfare services.
        Exempt = "exempt" => "Exempt",
        /// Taxable at nothing.
        Zero = "zero" => "0%",
        /// The standard rate.
        Standard = "standard" => "20%",
        /// The provider is not registered for VAT.
        Outside = "outside" => "No VAT",
    }
}

impl VatRate {
    /// The rate of a listing's price, on an invoice of a provider that is registered for VAT or isn't.
    pub const fn of(vat: Vat, registered: bool) -> Self {
        match (vat, registered) {
            (Vat::Included, _) => Self::Standard,
            (_, false) => Self::Outside,
            (Vat::Zero, true) => Self::Zero,
            (Vat::Exempt, true) => Self::Exempt,
        }
    }

    /// Whole per cent.
    pub const fn percent(self) -> i32 {
        match self {
            Self::Standard => 20,
            Self::Exempt | Self::Zero | Self::Outside => 0,
        }
    }

    /// The category that EN 16931 knows it by (UNCL 5305).
    pub const fn category(self) -> &'static str {
        match self {
            Self::Exempt => "E",
            Self::Zero => "Z",
            Self::Standard => "S",
            Self::Outside => "O",
        }
    }

    /// The VAT on a net amount, rounded half away from zero to the penny.
    pub fn on(self, net: Money) -> Money {
        BasisPoints::new(self.percent() * 100).map_or(Money::ZERO, |points| net.share(points))
    }
}

/// Something with a rate and what is paid for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rated {
    /// Its rate.
    pub rate: VatRate,
    /// What is paid, with VAT.
    pub paid: Money,
}

/// What one rate comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateTotal {
    /// Which rate.
    pub rate: VatRate,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
}

/// What an invoice or a credit note comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Each rate there is, in the order of [`VatRate::ALL`].
    pub rates: Vec<RateTotal>,
    /// The net amount of each line, in the order of the lines.
    pub nets: Vec<Money>,
    /// Without VAT.
    pub net: Money,
    /// All VAT.
    pub vat: Money,
    /// Nothing, or the penny that makes it what is paid.
    pub rounding: Money,
    /// What is paid: net, VAT and rounding.
    pub total: Money,
}

impl Totals {
    /// Of these lines; none when there are no lines, one is nothing or less, or the sum can't be held.
    pub fn of(lines: &[Rated]) -> Option<Self> {
        if lines.is_empty() || lines.iter().any(|line| line.paid <= Money::ZERO) {
            return None;
        }
        let total = Money::sum(lines.iter().map(|line| line.paid))?;
        let mut nets = vec![Money::ZERO; lines.len()];
        let mut rates = Vec::new();
        for rate in VatRate::ALL {
            let of_rate = || lines.iter().filter(|line| line.rate == *rate);
            if of_rate().next().is_none() {
                continue;
            }
            let paid = Money::sum(of_rate().map(|line| line.paid))?;
            let net = net_of(*rate, paid)?;
            rates.push(RateTotal { rate: *rate, net, vat: rate.on(net) });
            share(lines, &mut nets, *rate, (paid, net))?;
        }
        let net = Money::sum(rates.iter().map(|rate| rate.net))?;
        let vat = Money::sum(rates.iter().map(|rate| rate.vat))?;
        let rounding = total.checked_sub(net)?.checked_sub(vat)?;
        Some(Self { rates, nets, net, vat, rounding, total })
    }
}

/// The largest net amount that with its VAT comes to no more than is paid.
fn net_of(rate: VatRate, paid: Money) -> Option<Money> {
    let pence = i128::from(paid.pence());
    let near = pence * 100 / i128::from(100 + rate.percent());
    let mut best = None;
    for net in near - 1..=near + 1 {
        let net = Money::from_pence(i64::try_from(net).ok()?);
        if net.is_negative() || net.checked_add(rate.on(net))? > paid {
            continue;
        }
        best = Some(net);
    }
    best
}

/// Shares the net of a rate among its lines: each line ends where the running sum of what is paid says.
fn share(lines: &[Rated], nets: &mut [Money], rate: VatRate, (paid, net): (Money, Money)) -> Option<()> {
    let (whole, net) = (i128::from(paid.pence()), i128::from(net.pence()));
    let (mut so_far, mut given) = (0_i128, 0_i128);
    for (line, of_line) in lines.iter().zip(nets).filter(|(line, _)| line.rate == rate) {
        so_far += i128::from(line.paid.pence());
        let until = (2 * so_far * net + whole) / (2 * whole);
        *of_line = Money::from_pence(i64::try_from(until - given).ok()?);
        given = until;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pence(pence: i64) -> Money {
        Money::from_pence(pence)
    }

    fn rated(rate: VatRate, paid: i64) -> Rated {
        Rated { rate, paid: pence(paid) }
    }

    #[test]
    fn vat_is_taken_out_of_what_is_paid() {
        let totals = Totals::of(&[
            rated(VatRate::Standard, 12_000),
            rated(VatRate::Exempt, 5_000),
            rated(VatRate::Standard, 600),
        ])
        .unwrap();
        assert_eq!((totals.net, totals.vat, totals.rounding), (pence(15_500), pence(2_100), Money::ZERO));
        assert_eq!(totals.nets, [pence(10_000), pence(5_000), pence(500)]);
        assert_eq!(totals.rates.len(), 2);
    }

    #[test]
    fn one_total_in_six_needs_a_penny_of_rounding() {
        // 2p and its VAT make 2p, 3p and its VAT make 4p: nothing makes 3p.
        let totals = Totals::of(&[rated(VatRate::Standard, 3)]).unwrap();
        assert_eq!((totals.net, totals.vat, totals.rounding, totals.total), (pence(2), pence(0), pence(1), pence(3)));
        let needed =
            (1..=600).filter(|paid| Totals::of(&[rated(VatRate::Standard, *paid)]).unwrap().rounding == pence(1));
        assert_eq!(needed.count(), 100);
    }

    #[test]
    fn nothing_makes_no_invoice() {
        assert_eq!(Totals::of(&[]), None);
        assert_eq!(Totals::of(&[rated(VatRate::Exempt, 0)]), None);
        assert_eq!(Totals::of(&[rated(VatRate::Exempt, -5)]), None);
    }

    #[test]
    fn who_is_not_registered_charges_no_vat() {
        assert_eq!(VatRate::of(Vat::Exempt, false), VatRate::Outside);
        assert_eq!(VatRate::of(Vat::Zero, true), VatRate::Zero);
        assert_eq!(VatRate::of(Vat::Included, true).category(), "S");
    }

    fn lines() -> impl Strategy<Value = Vec<Rated>> {
        let rate = prop::sample::select(VatRate::ALL.to_vec());
        prop::collection::vec((rate, 1..5_000_000_i64).prop_map(|(rate, paid)| rated(rate, paid)), 1..60)
    }

    proptest! {
        /// The rules that public validators check: sums of lines, VAT of each rate, and the totals (BR-CO-10 to 17).
        #[test]
        fn totals_add_up_whatever_is_on_it(lines in lines()) {
            let totals = Totals::of(&lines).unwrap();
            prop_assert_eq!(totals.total, Money::sum(lines.iter().map(|line| line.paid)).unwrap());
            prop_assert_eq!(Money::sum([totals.net, totals.vat, totals.rounding]).unwrap(), totals.total);
            prop_assert!(totals.rounding == Money::ZERO || totals.rounding == pence(1));
            prop_assert_eq!(Money::sum(totals.nets.iter().copied()).unwrap(), totals.net);
            for of_rate in &totals.rates {
                let nets = lines.iter().zip(&totals.nets).filter(|(line, _)| line.rate == of_rate.rate);
                prop_assert_eq!(Money::sum(nets.map(|(_, net)| *net)).unwrap(), of_rate.net);
                prop_assert_eq!(of_rate.rate.on(of_rate.net), of_rate.vat);
            }
            for (line, net) in lines.iter().zip(&totals.nets) {
                prop_assert!(*net >= Money::ZERO && *net <= line.paid, "{line:?} {net}");
            }
        }
    }
}
