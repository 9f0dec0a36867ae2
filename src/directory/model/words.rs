//! The closed sets of words of the directory: what is stored, and what pages say.

use crate::kernel::text_enum;

text_enum! {
    /// What sort of organisation, or person, provides.
    #[derive(Default)]
    pub enum ProviderKind {
        /// A council or the NHS.
        Statutory = "statutory" => "Council or NHS",
        /// A business.
        Private = "private" => "Private company",
        /// A charity.
        Voluntary = "voluntary" => "Charity or voluntary organisation",
        /// Run by the people who use it.
        UserLed = "user_led" => "User-led organisation",
        /// A club or group.
        Community = "community" => "Community group",
        /// A personal assistant, a neighbour, a sole trader.
        Person = "person" => "Individual",
        /// Nobody has said: open data doesn't tell.
        #[default]
        Unknown = "unknown" => "Not stated",
    }
}

text_enum! {
    /// How far a provider is known.
    #[derive(Default)]
    pub enum ProviderState {
        /// Loaded from open data; nobody has signed in for it.
        #[default]
        Unclaimed = "unclaimed" => "Not yet claimed by the provider",
        /// Somebody signed in for it.
        Claimed = "claimed" => "Claimed",
        /// A moderator checked who they are.
        Verified = "verified" => "Verified",
        /// Out of the market until a moderator says otherwise.
        Suspended = "suspended" => "Suspended",
    }
}

text_enum! {
    /// Where a listing is on its way.
    #[derive(Default)]
    pub enum ListingState {
        /// Being written.
        #[default]
        Draft = "draft" => "Draft",
        /// A moderator is asked to look.
        InReview = "in_review" => "In review",
        /// Found and ordered.
        Live = "live" => "Live",
        /// Out of sight for a while.
        Paused = "paused" => "Paused",
        /// Gone for good.
        Withdrawn = "withdrawn" => "Withdrawn",
    }
}

text_enum! {
    /// What one price is for.
    pub enum PriceUnit {
        Hour = "hour" => "hour",
        HalfHour = "half_hour" => "half-hour",
        Visit = "visit" => "visit",
        Session = "session" => "session",
        Day = "day" => "day",
        Night = "night" => "night",
        Week = "week" => "week",
        Mile = "mile" => "mile",
        Item = "item" => "item",
        OneOff = "one_off" => "one-off",
    }
}

impl PriceUnit {
    /// After an amount: "an hour", "a visit", "one-off".
    #[must_use]
    pub const fn per(self) -> &'static str {
        match self {
            Self::Hour => "an hour",
            Self::HalfHour => "a half-hour",
            Self::Visit => "a visit",
            Self::Session => "a session",
            Self::Day => "a day",
            Self::Night => "a night",
            Self::Week => "a week",
            Self::Mile => "a mile",
            Self::Item => "each",
            Self::OneOff => "one-off",
        }
    }

    /// For counting: "3 half-hours".
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Hour => "hours",
            Self::HalfHour => "half-hours",
            Self::Visit => "visits",
            Self::Session => "sessions",
            Self::Day => "days",
            Self::Night => "nights",
            Self::Week => "weeks",
            Self::Mile => "miles",
            Self::Item => "items",
            Self::OneOff => "one-off payments",
        }
    }
}

text_enum! {
    /// How VAT is in a price. Prices always include what must be paid.
    #[derive(Default)]
    pub enum Vat {
        /// Welfare services of regulated and charitable providers.
        #[default]
        Exempt = "exempt" => "No VAT (exempt)",
        Included = "included" => "VAT included",
        /// Equipment for disabled people, for one.
        Zero = "zero" => "No VAT (zero-rated)",
    }
}

text_enum! {
    /// How a listing reaches the person.
    pub enum Delivery {
        AtHome = "at_home" => "At your home",
        AtVenue = "at_venue" => "At a venue",
        Online = "online" => "Online",
        Posted = "posted" => "By post",
    }
}

text_enum! {
    /// Who a listing is for.
    pub enum CareGroup {
        OlderPeople = "older_people" => "Older people",
        PhysicalDisability = "physical_disability" => "Physical disability",
        SensoryImpairment = "sensory_impairment" => "Sensory impairment",
        LearningDisability = "learning_disability" => "Learning disability",
        Autism = "autism" => "Autism",
        MentalHealth = "mental_health" => "Mental health",
        Dementia = "dementia" => "Dementia",
        Carers = "carers" => "Carers",
        SubstanceMisuse = "substance_misuse" => "Substance misuse",
    }
}

text_enum! {
    /// What plan outcomes fall under.
    pub enum OutcomeFamily {
        Health = "health" => "Health and wellbeing",
        Choice = "choice" => "Choice and control",
        Economic = "economic" => "Education, training and work",
        Social = "social" => "Social and community life",
    }
}

text_enum! {
    /// How far an accreditation is checked.
    #[derive(Default)]
    pub enum AccreditationState {
        /// The provider says so; nobody else is told.
        #[default]
        Claimed = "claimed" => "Waiting to be checked",
        Verified = "verified" => "Checked",
        Refused = "refused" => "Not accepted",
    }
}
