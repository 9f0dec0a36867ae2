//! The tables as diesel sees them: one description for both databases.
//!
//! Kept beside the migrations by hand and compared with both real schemas by `tests/it/parity/mod.rs`.
#![allow(missing_docs, reason = "diesel's macro makes the items; the migrations say what columns are for")]

diesel::table! {
    organisations (id) {
        id -> BigInt,
        kind -> Text,
        name -> Text,
        name_key -> Text,
        gss_code -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        name -> Text,
        phone -> Nullable<Text>,
        password_hash -> Text,
        email_confirmed_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    memberships (id) {
        id -> BigInt,
        user_id -> BigInt,
        organisation_id -> BigInt,
        role -> Text,
        created_at -> Timestamp,
        provider_role -> Nullable<Text>,
    }
}

diesel::table! {
    holders (id) {
        id -> BigInt,
        reference -> Text,
        user_id -> Nullable<BigInt>,
        council_id -> Nullable<BigInt>,
        name -> Text,
        name_key -> Text,
        born_on -> Nullable<Date>,
        care_group -> Nullable<Text>,
        address -> Nullable<Text>,
        postcode -> Nullable<Text>,
        phone -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        case_reference -> Nullable<Text>,
    }
}

diesel::table! {
    communication_needs (id) {
        id -> BigInt,
        holder_id -> BigInt,
        format -> Nullable<Text>,
        language -> Nullable<Text>,
        contact_by -> Nullable<Text>,
        contact_name -> Nullable<Text>,
        notes -> Nullable<Text>,
        checked_on -> Date,
        review_on -> Date,
    }
}

diesel::table! {
    mandates (id) {
        id -> BigInt,
        holder_id -> BigInt,
        user_id -> BigInt,
        scopes -> Text,
        order_limit_pence -> Nullable<BigInt>,
        four_week_limit_pence -> Nullable<BigInt>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        granted_by -> BigInt,
        created_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        revoked_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    email_tokens (id) {
        id -> BigInt,
        user_id -> BigInt,
        purpose -> Text,
        token_hash -> Text,
        detail -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        public_id -> Text,
        user_id -> BigInt,
        mandate_id -> Nullable<BigInt>,
        user_agent -> Text,
        created_at -> Timestamp,
        renewed_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        organisation_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        payload -> Text,
        status -> Text,
        attempts -> Integer,
        run_at -> Timestamp,
        locked_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    search_outbox (id) {
        id -> BigInt,
        listing_id -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (id) {
        id -> BigInt,
        user_id -> BigInt,
        key -> Text,
        action -> Text,
        outcome -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> BigInt,
        at -> Timestamp,
        user_id -> Nullable<BigInt>,
        mandate_id -> Nullable<BigInt>,
        holder_id -> Nullable<BigInt>,
        action -> Text,
        subject -> Text,
        subject_id -> BigInt,
        detail -> Text,
    }
}

diesel::table! {
    providers (id) {
        id -> BigInt,
        organisation_id -> Nullable<BigInt>,
        name -> Text,
        name_key -> Text,
        slug -> Text,
        kind -> Text,
        workers -> Nullable<Integer>,
        state -> Text,
        summary -> Text,
        description -> Text,
        address -> Nullable<Text>,
        postcode -> Nullable<Text>,
        place -> Text,
        easting -> Nullable<Integer>,
        northing -> Nullable<Integer>,
        council_code -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        website -> Nullable<Text>,
        cqc_location -> Nullable<Text>,
        cqc_rating -> Nullable<Text>,
        cqc_checked_on -> Nullable<Date>,
        answers_in_days -> Nullable<Integer>,
        rating_count -> Integer,
        rating_sum -> BigInt,
        source -> Nullable<Text>,
        source_key -> Nullable<Text>,
        source_licence -> Nullable<Text>,
        source_hash -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    accreditations (id) {
        id -> BigInt,
        provider_id -> BigInt,
        scheme -> Text,
        reference -> Text,
        scope -> Text,
        evidence_file -> Nullable<Text>,
        state -> Text,
        checked_by -> Nullable<BigInt>,
        checked_by_name -> Nullable<Text>,
        checked_on -> Nullable<Date>,
        expires_on -> Nullable<Date>,
        created_at -> Timestamp,
        level -> Nullable<Text>,
        refused_reason -> Nullable<Text>,
        renews_id -> Nullable<BigInt>,
        replaced_on -> Nullable<Date>,
    }
}

diesel::table! {
    listings (id) {
        id -> BigInt,
        provider_id -> BigInt,
        title -> Text,
        slug -> Text,
        summary -> Text,
        description -> Text,
        easy_read -> Text,
        category -> Text,
        radius_miles -> Nullable<Integer>,
        spaces_left -> Nullable<Integer>,
        starts_within_days -> Nullable<Integer>,
        notice_hours -> Integer,
        late_charge_percent -> Integer,
        state -> Text,
        review_note -> Nullable<Text>,
        reviewed_by -> Nullable<BigInt>,
        reviewed_at -> Nullable<Timestamp>,
        published_at -> Nullable<Timestamp>,
        rating_count -> Integer,
        rating_sum -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        venue -> Nullable<Text>,
    }
}

diesel::table! {
    listing_terms (id) {
        id -> BigInt,
        listing_id -> BigInt,
        kind -> Text,
        value -> Text,
        position -> Integer,
    }
}

diesel::table! {
    listing_times (id) {
        id -> BigInt,
        listing_id -> BigInt,
        weekdays -> Integer,
        from_time -> Text,
        to_time -> Text,
    }
}

diesel::table! {
    prices (id) {
        id -> BigInt,
        listing_id -> BigInt,
        unit -> Text,
        band -> Text,
        group_size -> Integer,
        amount_pence -> BigInt,
        vat -> Text,
        minimum_hundredths -> BigInt,
        valid_from -> Date,
        valid_until -> Nullable<Date>,
        direct_points -> Nullable<Integer>,
        coordination_points -> Nullable<Integer>,
        company_points -> Nullable<Integer>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    plans (id) {
        id -> BigInt,
        holder_id -> BigInt,
        status -> Text,
        starts_on -> Date,
        ends_on -> Date,
        indicative_pence -> Nullable<BigInt>,
        written_by -> Nullable<BigInt>,
        agreed_by -> Nullable<BigInt>,
        agreed_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    plan_outcomes (id) {
        id -> BigInt,
        plan_id -> BigInt,
        position -> Integer,
        words -> Text,
        family -> Text,
        need -> Nullable<Text>,
    }
}

diesel::table! {
    plan_lines (id) {
        id -> BigInt,
        plan_id -> BigInt,
        outcome_id -> Nullable<BigInt>,
        position -> Integer,
        title -> Text,
        category -> Nullable<Text>,
        detail -> Text,
        weekly_pence -> Nullable<BigInt>,
        amount_pence -> BigInt,
        hours_hundredths -> Nullable<BigInt>,
    }
}

diesel::table! {
    budgets (id) {
        id -> BigInt,
        holder_id -> BigInt,
        plan_id -> Nullable<BigInt>,
        starts_on -> Date,
        ends_on -> Date,
        amount_pence -> BigInt,
        plan_pence -> Nullable<BigInt>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    pots (id) {
        id -> BigInt,
        budget_id -> BigInt,
        holder_id -> BigInt,
        held_as -> Text,
        created_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
        summed_to -> BigInt,
    }
}

diesel::table! {
    funding_streams (id) {
        id -> BigInt,
        pot_id -> BigInt,
        stream -> Text,
        amount_pence -> BigInt,
        created_at -> Timestamp,
        moved_pence -> BigInt,
    }
}

diesel::table! {
    basket_lines (id) {
        id -> BigInt,
        holder_id -> BigInt,
        listing_id -> BigInt,
        plan_line_id -> Nullable<BigInt>,
        unit -> Text,
        units_hundredths -> BigInt,
        schedule_kind -> Text,
        weekdays -> Integer,
        every_weeks -> Integer,
        at_time -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        added_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        more_visits -> Nullable<Text>,
        breaks -> Nullable<Text>,
        on_bank_holidays -> Text,
    }
}

// What people keep: shortlists and saved searches.

diesel::table! {
    shortlist_entries (id) {
        id -> BigInt,
        holder_id -> Nullable<BigInt>,
        user_id -> Nullable<BigInt>,
        listing_id -> BigInt,
        note -> Text,
        added_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        removed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    saved_searches (id) {
        id -> BigInt,
        user_id -> BigInt,
        name -> Text,
        address -> Text,
        mails -> Text,
        created_at -> Timestamp,
        looked_on -> Date,
        looked_at -> Timestamp,
        removed_at -> Nullable<Timestamp>,
        holder_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    saved_search_matches (id) {
        id -> BigInt,
        saved_search_id -> BigInt,
        listing_id -> BigInt,
        told_at -> Timestamp,
    }
}

diesel::table! {
    saved_search_mails (id) {
        id -> BigInt,
        user_id -> BigInt,
        on_day -> Date,
    }
}

diesel::allow_tables_to_appear_in_same_query!(saved_searches, saved_search_mails);

diesel::table! {
    orders (id) {
        id -> BigInt,
        reference -> Text,
        package_reference -> Text,
        holder_id -> BigInt,
        provider_id -> BigInt,
        pot_id -> BigInt,
        status -> Text,
        total_pence -> BigInt,
        placed_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        placed_at -> Timestamp,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<Timestamp>,
        decline_reason -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    order_lines (id) {
        id -> BigInt,
        order_id -> BigInt,
        listing_id -> BigInt,
        plan_line_id -> Nullable<BigInt>,
        title -> Text,
        unit -> Text,
        units_hundredths -> BigInt,
        schedule_kind -> Text,
        weekdays -> Integer,
        every_weeks -> Integer,
        at_time -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        notice_hours -> Integer,
        late_charge_percent -> Integer,
        total_pence -> BigInt,
        listing_version_id -> Nullable<BigInt>,
        more_visits -> Nullable<Text>,
        breaks -> Nullable<Text>,
        on_bank_holidays -> Text,
    }
}

diesel::table! {
    deliveries (id) {
        id -> BigInt,
        order_id -> BigInt,
        order_line_id -> BigInt,
        on_day -> Date,
        at_time -> Text,
        band -> Text,
        units_hundredths -> BigInt,
        unit_price_pence -> BigInt,
        amount_pence -> BigInt,
        status -> Text,
        recorded_hundredths -> Nullable<BigInt>,
        recorded_pence -> Nullable<BigInt>,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> Nullable<Timestamp>,
        confirmed_by -> Nullable<BigInt>,
        confirmed_mandate_id -> Nullable<BigInt>,
        confirmed_at -> Nullable<Timestamp>,
        note -> Nullable<Text>,
        pause_id -> Nullable<BigInt>,
        from_time -> Nullable<Text>,
        to_time -> Nullable<Text>,
        asked_at -> Nullable<Timestamp>,
    }
}

// What the two sides of an order say to each other: other times, pauses, disputes.

diesel::table! {
    order_proposals (id) {
        id -> BigInt,
        order_id -> BigInt,
        order_line_id -> BigInt,
        kind -> Text,
        status -> Text,
        unit -> Text,
        units_hundredths -> BigInt,
        schedule_kind -> Text,
        weekdays -> Integer,
        every_weeks -> Integer,
        at_time -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        more_visits -> Nullable<Text>,
        breaks -> Nullable<Text>,
        on_bank_holidays -> Text,
        words -> Text,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
        answered_by -> Nullable<BigInt>,
        answered_mandate_id -> Nullable<BigInt>,
        answered_at -> Nullable<Timestamp>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    order_pauses (id) {
        id -> BigInt,
        order_id -> BigInt,
        from_day -> Date,
        until_day -> Nullable<Date>,
        words -> Text,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
        resumed_on -> Nullable<Date>,
        ended_by -> Nullable<BigInt>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    disputes (id) {
        id -> BigInt,
        delivery_id -> BigInt,
        status -> Text,
        opened_at -> Timestamp,
        council_asked_at -> Nullable<Timestamp>,
        settled_by -> Nullable<BigInt>,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    dispute_messages (id) {
        id -> BigInt,
        dispute_id -> BigInt,
        side -> Text,
        words -> Text,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
    }
}

diesel::table! {
    confirm_links (id) {
        id -> BigInt,
        user_id -> BigInt,
        mandate_id -> Nullable<BigInt>,
        holder_id -> BigInt,
        asked_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    visit_files (id) {
        id -> BigInt,
        provider_id -> BigInt,
        user_id -> BigInt,
        name -> Text,
        cells -> Text,
        made_at -> Timestamp,
        applied_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    calendar_feeds (id) {
        id -> BigInt,
        user_id -> BigInt,
        whose -> Text,
        holder_id -> Nullable<BigInt>,
        organisation_id -> Nullable<BigInt>,
        token_hash -> Text,
        made_at -> Timestamp,
    }
}

diesel::joinable!(order_proposals -> orders (order_id));
diesel::joinable!(order_proposals -> order_lines (order_line_id));
diesel::joinable!(order_pauses -> orders (order_id));
diesel::joinable!(disputes -> deliveries (delivery_id));
diesel::joinable!(dispute_messages -> disputes (dispute_id));
diesel::joinable!(dispute_messages -> users (made_by));

diesel::table! {
    ledger_accounts (id) {
        id -> BigInt,
        pot_id -> BigInt,
        kind -> Text,
        balance_pence -> BigInt,
    }
}

diesel::table! {
    transfers (id) {
        id -> BigInt,
        key -> Text,
        pot_id -> BigInt,
        from_account_id -> Nullable<BigInt>,
        to_account_id -> BigInt,
        funding_stream_id -> Nullable<BigInt>,
        amount_pence -> BigInt,
        reason -> Text,
        plan_line_id -> Nullable<BigInt>,
        order_line_id -> Nullable<BigInt>,
        delivery_id -> Nullable<BigInt>,
        made_by -> Nullable<BigInt>,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
        memo -> Text,
        position -> Nullable<BigInt>,
        seal -> Nullable<Binary>,
    }
}

diesel::table! {
    ratings (id) {
        id -> BigInt,
        order_line_id -> BigInt,
        listing_id -> BigInt,
        provider_id -> BigInt,
        holder_id -> BigInt,
        by_user_id -> BigInt,
        mandate_id -> Nullable<BigInt>,
        shown_name -> Text,
        quality -> Integer,
        reliability -> Integer,
        dignity -> Integer,
        value -> Integer,
        words -> Text,
        helped -> Text,
        outcome_words -> Nullable<Text>,
        state -> Text,
        created_at -> Timestamp,
        reply -> Nullable<Text>,
        replied_by -> Nullable<BigInt>,
        replied_at -> Nullable<Timestamp>,
        moderated_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    stored_files (key) {
        key -> Text,
        bytes -> BigInt,
        state -> Text,
        changed_at -> Timestamp,
    }
}

// Bulk and duplicates.

diesel::table! {
    imported_entries (id) {
        id -> BigInt,
        source -> Text,
        kind -> Text,
        key -> Text,
        provider_id -> BigInt,
        listing_id -> Nullable<BigInt>,
        fields -> Text,
        hash -> Text,
        gone_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    merged_providers (provider_id) {
        provider_id -> BigInt,
        into_id -> BigInt,
        merged_by -> BigInt,
        merged_at -> Timestamp,
    }
}

diesel::table! {
    duplicate_pairs (id) {
        id -> BigInt,
        first_id -> BigInt,
        second_id -> BigInt,
        reason -> Text,
        state -> Text,
        found_at -> Timestamp,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    bulk_uploads (id) {
        id -> BigInt,
        provider_id -> BigInt,
        user_id -> BigInt,
        name -> Text,
        parsed -> Text,
        basis -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        applied_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        queued_at -> Nullable<Timestamp>,
        problem -> Nullable<Text>,
    }
}

diesel::table! {
    listing_references (listing_id) {
        listing_id -> BigInt,
        provider_id -> BigInt,
        reference -> Text,
    }
}

diesel::joinable!(listing_references -> listings (listing_id));
diesel::table! {
    listing_pictures (id) {
        id -> BigInt,
        listing_id -> BigInt,
        position -> Integer,
        key -> Text,
        width -> Integer,
        height -> Integer,
        alt -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    listing_versions (id) {
        id -> BigInt,
        listing_id -> BigInt,
        number -> Integer,
        made_at -> Timestamp,
        made_by -> Nullable<BigInt>,
        snapshot -> Text,
    }
}

diesel::table! {
    price_notices (id) {
        id -> BigInt,
        order_id -> BigInt,
        listing_version_id -> BigInt,
        told_at -> Timestamp,
    }
}

diesel::table! {
    waiting_places (id) {
        id -> BigInt,
        listing_id -> BigInt,
        holder_id -> BigInt,
        name -> Text,
        contact -> Text,
        state -> Text,
        joined_by -> BigInt,
        joined_at -> Timestamp,
        offered_until -> Nullable<Timestamp>,
        changed_at -> Timestamp,
    }
}

// Requests and gaps.

diesel::table! {
    pot_allows (id) {
        id -> BigInt,
        pot_id -> BigInt,
        kind -> Text,
        value -> Text,
    }
}

diesel::table! {
    requests (id) {
        id -> BigInt,
        holder_id -> BigInt,
        asked_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        words -> Text,
        category -> Nullable<Text>,
        area -> Text,
        weekdays -> Integer,
        weekly_limit_pence -> Nullable<BigInt>,
        status -> Text,
        created_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        audience -> Text,
        times -> Text,
        plan_line_id -> Nullable<BigInt>,
        closes_on -> Nullable<Date>,
    }
}

diesel::table! {
    search_gaps (id) {
        id -> BigInt,
        on_day -> Date,
        words -> Text,
        area -> Text,
        council_code -> Text,
        filters -> Text,
        outcome -> Text,
        searches -> BigInt,
    }
}

diesel::joinable!(pot_allows -> pots (pot_id));
diesel::joinable!(requests -> holders (holder_id));
diesel::joinable!(requests -> users (asked_by));
diesel::joinable!(requests -> mandates (mandate_id));

diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(memberships -> organisations (organisation_id));
diesel::joinable!(holders -> users (user_id));
diesel::joinable!(holders -> organisations (council_id));
diesel::joinable!(communication_needs -> holders (holder_id));
diesel::joinable!(mandates -> holders (holder_id));
diesel::joinable!(email_tokens -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(sessions -> mandates (mandate_id));
diesel::joinable!(idempotency_keys -> users (user_id));
diesel::joinable!(audit_entries -> users (user_id));
diesel::joinable!(audit_entries -> mandates (mandate_id));
diesel::joinable!(audit_entries -> holders (holder_id));
diesel::joinable!(providers -> organisations (organisation_id));
diesel::joinable!(accreditations -> providers (provider_id));
diesel::joinable!(accreditations -> users (checked_by));
diesel::joinable!(listings -> providers (provider_id));
diesel::joinable!(listings -> users (reviewed_by));
diesel::joinable!(listing_terms -> listings (listing_id));
diesel::joinable!(listing_times -> listings (listing_id));
diesel::joinable!(prices -> listings (listing_id));
diesel::joinable!(plans -> holders (holder_id));
diesel::joinable!(plan_outcomes -> plans (plan_id));
diesel::joinable!(plan_lines -> plans (plan_id));
diesel::joinable!(plan_lines -> plan_outcomes (outcome_id));
diesel::joinable!(budgets -> holders (holder_id));
diesel::joinable!(budgets -> plans (plan_id));
diesel::joinable!(pots -> budgets (budget_id));
diesel::joinable!(pots -> holders (holder_id));
diesel::joinable!(funding_streams -> pots (pot_id));
diesel::joinable!(basket_lines -> holders (holder_id));
diesel::joinable!(basket_lines -> listings (listing_id));
diesel::joinable!(basket_lines -> plan_lines (plan_line_id));
diesel::joinable!(basket_lines -> users (added_by));
diesel::joinable!(basket_lines -> mandates (mandate_id));
diesel::joinable!(orders -> holders (holder_id));
diesel::joinable!(orders -> providers (provider_id));
diesel::joinable!(orders -> pots (pot_id));
diesel::joinable!(orders -> mandates (mandate_id));
diesel::joinable!(order_lines -> orders (order_id));
diesel::joinable!(order_lines -> listings (listing_id));
diesel::joinable!(order_lines -> plan_lines (plan_line_id));
diesel::joinable!(deliveries -> orders (order_id));
diesel::joinable!(deliveries -> order_lines (order_line_id));
diesel::joinable!(deliveries -> mandates (confirmed_mandate_id));
diesel::joinable!(ledger_accounts -> pots (pot_id));
diesel::joinable!(transfers -> pots (pot_id));
diesel::joinable!(transfers -> funding_streams (funding_stream_id));
diesel::joinable!(transfers -> plan_lines (plan_line_id));
diesel::joinable!(transfers -> order_lines (order_line_id));
diesel::joinable!(transfers -> deliveries (delivery_id));
diesel::joinable!(transfers -> users (made_by));
diesel::joinable!(transfers -> mandates (mandate_id));
diesel::joinable!(ratings -> order_lines (order_line_id));
diesel::joinable!(ratings -> listings (listing_id));
diesel::joinable!(ratings -> providers (provider_id));
diesel::joinable!(ratings -> holders (holder_id));
diesel::joinable!(ratings -> mandates (mandate_id));

diesel::joinable!(listing_pictures -> listings (listing_id));
diesel::joinable!(listing_versions -> listings (listing_id));
diesel::joinable!(listing_versions -> users (made_by));
diesel::joinable!(price_notices -> orders (order_id));
diesel::joinable!(waiting_places -> listings (listing_id));

diesel::allow_tables_to_appear_in_same_query!(
    organisations,
    order_proposals,
    order_pauses,
    disputes,
    dispute_messages,
    users,
    memberships,
    holders,
    communication_needs,
    mandates,
    email_tokens,
    sessions,
    settings,
    jobs,
    search_outbox,
    idempotency_keys,
    audit_entries,
    providers,
    accreditations,
    decisions,
    appeals,
    reports,
    safeguarding_concerns,
    safeguarding_notes,
    listings,
    listing_terms,
    listing_times,
    prices,
    plans,
    plan_outcomes,
    plan_lines,
    plan_drafts,
    plan_versions,
    plan_moves,
    plan_panels,
    plan_panel_members,
    plan_approvals,
    plan_comments,
    plan_files,
    plan_reminders,
    plan_reviews,
    budgets,
    pots,
    pot_allows,
    requests,
    funding_streams,
    basket_lines,
    orders,
    order_lines,
    deliveries,
    ledger_accounts,
    transfers,
    ratings,
    stored_files,
    imported_entries,
    merged_providers,
    duplicate_pairs,
    bulk_uploads,
    listing_references,
    listing_pictures,
    listing_versions,
    price_notices,
    waiting_places,
    billing_details,
    billing_settings,
    invoice_series,
    invoices,
    invoice_lines,
    invoice_messages,
    credit_notes,
    credit_note_lines,
    bank_accounts,
    payer_accounts,
    payment_runs,
    payments,
    bank_statements,
    bank_lines,
    year_end_policies,
    year_ends,
    stream_terms,
    arrivals,
    pot_price_limits,
);

// Onboarding, staff, claims and evidence.

diesel::table! {
    staff_invites (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        email -> Text,
        provider_role -> Text,
        token_hash -> Text,
        invited_by -> BigInt,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    accreditation_notices (id) {
        id -> BigInt,
        accreditation_id -> BigInt,
        notice -> Text,
        sent_at -> Timestamp,
    }
}

diesel::table! {
    lapse_warnings (id) {
        id -> BigInt,
        accreditation_id -> BigInt,
        holder_id -> BigInt,
        sent_at -> Timestamp,
    }
}

diesel::table! {
    provider_profiles (id) {
        id -> BigInt,
        provider_id -> BigInt,
        charity_number -> Nullable<Text>,
        company_number -> Nullable<Text>,
        cqc_provider -> Nullable<Text>,
        other_phone -> Nullable<Text>,
        opening_times -> Text,
        complaints -> Text,
        about_us -> Text,
        districts -> Text,
        councils -> Text,
        radius_miles -> Nullable<Integer>,
        no_area_at -> Nullable<Timestamp>,
        no_checks_at -> Nullable<Timestamp>,
        previewed_at -> Nullable<Timestamp>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    provider_claims (id) {
        id -> BigInt,
        provider_id -> BigInt,
        organisation_id -> BigInt,
        user_id -> BigInt,
        job -> Text,
        words -> Text,
        state -> Text,
        code_hash -> Nullable<Text>,
        code_expires_at -> Nullable<Timestamp>,
        tries -> Integer,
        reason -> Nullable<Text>,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    evidence_files (id) {
        id -> BigInt,
        accreditation_id -> Nullable<BigInt>,
        claim_id -> Nullable<BigInt>,
        name -> Text,
        kind -> Text,
        size_bytes -> BigInt,
        stored -> Text,
        sent_by -> BigInt,
        created_at -> Timestamp,
    }
}

// What moderators decide, and what people report.

diesel::table! {
    decisions (id) {
        id -> BigInt,
        subject -> Text,
        subject_id -> BigInt,
        provider_id -> BigInt,
        about -> Text,
        ruling -> Text,
        words -> Text,
        approved_text -> Nullable<Text>,
        decided_by -> BigInt,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    appeals (id) {
        id -> BigInt,
        decision_id -> BigInt,
        words -> Text,
        made_by -> BigInt,
        made_at -> Timestamp,
        outcome -> Nullable<Text>,
        answer -> Nullable<Text>,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    reports (id) {
        id -> BigInt,
        subject -> Text,
        subject_id -> BigInt,
        provider_id -> BigInt,
        about -> Text,
        reason -> Text,
        words -> Text,
        email -> Nullable<Text>,
        user_id -> Nullable<BigInt>,
        made_at -> Timestamp,
        outcome -> Nullable<Text>,
        closed_by -> Nullable<BigInt>,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    safeguarding_concerns (id) {
        id -> BigInt,
        council_id -> BigInt,
        source -> Text,
        source_id -> BigInt,
        holder_id -> Nullable<BigInt>,
        about -> Text,
        path -> Text,
        words -> Text,
        contact -> Nullable<Text>,
        state -> Text,
        raised_at -> Timestamp,
        acknowledged_by -> Nullable<BigInt>,
        acknowledged_at -> Nullable<Timestamp>,
        closed_by -> Nullable<BigInt>,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    safeguarding_notes (id) {
        id -> BigInt,
        concern_id -> BigInt,
        words -> Text,
        written_by -> BigInt,
        written_at -> Timestamp,
    }
}

diesel::joinable!(decisions -> providers (provider_id));
diesel::joinable!(decisions -> users (decided_by));
diesel::joinable!(appeals -> decisions (decision_id));
diesel::joinable!(reports -> providers (provider_id));
diesel::joinable!(safeguarding_notes -> safeguarding_concerns (concern_id));
diesel::joinable!(safeguarding_notes -> users (written_by));
diesel::allow_tables_to_appear_in_same_query!(provider_claims, providers);
diesel::allow_tables_to_appear_in_same_query!(provider_claims, organisations);

// Which orders took a space of a listing.

diesel::table! {
    taken_spaces (id) {
        id -> BigInt,
        order_id -> BigInt,
        listing_id -> BigInt,
        taken_at -> Timestamp,
        returned_at -> Nullable<Timestamp>,
    }
}

// Invoices and credit notes.

diesel::table! {
    billing_details (id) {
        id -> BigInt,
        provider_id -> BigInt,
        legal_name -> Text,
        address -> Text,
        postcode -> Text,
        vat_number -> Nullable<Text>,
        updated_by -> Nullable<BigInt>,
        updated_at -> Timestamp,
        electronic_address -> Nullable<Text>,
    }
}

diesel::table! {
    billing_settings (id) {
        id -> BigInt,
        council_id -> BigInt,
        tolerance_pence -> BigInt,
        updated_by -> Nullable<BigInt>,
        updated_at -> Timestamp,
        electronic_address -> Nullable<Text>,
    }
}

diesel::table! {
    invoice_series (id) {
        id -> BigInt,
        provider_id -> BigInt,
        kind -> Text,
        code -> Text,
        last_number -> BigInt,
    }
}

diesel::table! {
    invoices (id) {
        id -> BigInt,
        series_id -> BigInt,
        number -> BigInt,
        reference -> Text,
        provider_id -> BigInt,
        holder_id -> BigInt,
        pot_id -> BigInt,
        council_id -> Nullable<BigInt>,
        payer -> Text,
        parties -> Text,
        made_on -> Date,
        due_on -> Date,
        starts_on -> Date,
        ends_on -> Date,
        net_pence -> BigInt,
        vat_pence -> BigInt,
        rounding_pence -> BigInt,
        total_pence -> BigInt,
        credited_pence -> BigInt,
        paid_pence -> BigInt,
        refunded_pence -> BigInt,
        status -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        approved_by -> Nullable<BigInt>,
        approved_at -> Nullable<Timestamp>,
        paid_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    invoice_lines (id) {
        id -> BigInt,
        invoice_id -> BigInt,
        position -> Integer,
        delivery_id -> BigInt,
        order_line_id -> BigInt,
        plan_line_id -> Nullable<BigInt>,
        order_reference -> Text,
        title -> Text,
        kind -> Text,
        delivered_on -> Date,
        unit -> Text,
        units_hundredths -> BigInt,
        unit_price_pence -> BigInt,
        amount_pence -> BigInt,
        net_pence -> BigInt,
        vat -> Text,
        ordered_pence -> BigInt,
        delivered_pence -> BigInt,
        verdict -> Text,
        credited_pence -> BigInt,
        reopened_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    invoice_messages (id) {
        id -> BigInt,
        invoice_id -> BigInt,
        side -> Text,
        words -> Text,
        written_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        written_at -> Timestamp,
    }
}

diesel::table! {
    credit_notes (id) {
        id -> BigInt,
        series_id -> BigInt,
        number -> BigInt,
        reference -> Text,
        invoice_id -> BigInt,
        made_on -> Date,
        reason -> Text,
        net_pence -> BigInt,
        vat_pence -> BigInt,
        rounding_pence -> BigInt,
        total_pence -> BigInt,
        status -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        refunded_by -> Nullable<BigInt>,
        refunded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    credit_note_lines (id) {
        id -> BigInt,
        credit_note_id -> BigInt,
        invoice_line_id -> BigInt,
        amount_pence -> BigInt,
        net_pence -> BigInt,
    }
}

diesel::joinable!(billing_details -> providers (provider_id));
diesel::joinable!(invoices -> providers (provider_id));
diesel::joinable!(invoices -> holders (holder_id));
diesel::joinable!(invoices -> pots (pot_id));
diesel::joinable!(invoice_lines -> invoices (invoice_id));
diesel::joinable!(invoice_lines -> deliveries (delivery_id));
diesel::joinable!(invoice_messages -> invoices (invoice_id));
diesel::joinable!(invoice_messages -> users (written_by));
diesel::joinable!(credit_notes -> invoices (invoice_id));
diesel::joinable!(credit_note_lines -> credit_notes (credit_note_id));
diesel::joinable!(credit_note_lines -> invoice_lines (invoice_line_id));

// Payments.

diesel::table! {
    bank_accounts (id) {
        id -> BigInt,
        provider_id -> BigInt,
        name -> Text,
        sort_code -> Text,
        account_number -> Text,
        status -> Text,
        code_hash -> Text,
        tries -> Integer,
        entered_by -> BigInt,
        entered_at -> Timestamp,
        expires_at -> Timestamp,
        ended_by -> Nullable<BigInt>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    payer_accounts (id) {
        id -> BigInt,
        council_id -> BigInt,
        name -> Text,
        sort_code -> Text,
        account_number -> Text,
        updated_by -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    payment_runs (id) {
        id -> BigInt,
        council_id -> BigInt,
        status -> Text,
        payer_name -> Text,
        payer_sort_code -> Text,
        payer_account -> Text,
        pay_on -> Date,
        file -> Nullable<Text>,
        made_by -> BigInt,
        made_at -> Timestamp,
        ended_by -> Nullable<BigInt>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    payments (id) {
        id -> BigInt,
        run_id -> Nullable<BigInt>,
        invoice_id -> BigInt,
        pot_id -> BigInt,
        amount_pence -> BigInt,
        payee_name -> Nullable<Text>,
        payee_sort_code -> Nullable<Text>,
        payee_account -> Nullable<Text>,
        status -> Text,
        evidence -> Nullable<Text>,
        reason -> Nullable<Text>,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
        paid_on -> Nullable<Date>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    bank_statements (id) {
        id -> BigInt,
        council_id -> BigInt,
        name -> Text,
        hash -> Text,
        opening_pence -> BigInt,
        closing_pence -> BigInt,
        read_by -> BigInt,
        read_at -> Timestamp,
    }
}

diesel::table! {
    bank_lines (id) {
        id -> BigInt,
        statement_id -> BigInt,
        council_id -> BigInt,
        hash -> Text,
        booked_on -> Date,
        amount_pence -> BigInt,
        words -> Text,
        outcome -> Text,
        why -> Nullable<Text>,
        payment_id -> Nullable<BigInt>,
        credit_note_id -> Nullable<BigInt>,
        settled_at -> Nullable<Timestamp>,
        settled_by -> Nullable<BigInt>,
        finding -> Nullable<Text>,
    }
}

diesel::joinable!(bank_accounts -> providers (provider_id));
diesel::joinable!(payments -> invoices (invoice_id));
diesel::joinable!(payments -> payment_runs (run_id));
diesel::joinable!(bank_lines -> bank_statements (statement_id));
diesel::joinable!(bank_lines -> payments (payment_id));

diesel::table! {
    budget_alerts (id) {
        id -> BigInt,
        pot_id -> BigInt,
        plan_line_id -> BigInt,
        kind -> Text,
        told_at -> Timestamp,
    }
}

diesel::joinable!(budget_alerts -> pots (pot_id));
diesel::joinable!(budget_alerts -> plan_lines (plan_line_id));

// Questionnaires and what was answered.

diesel::table! {
    questionnaires (id) {
        id -> BigInt,
        council_id -> BigInt,
        kind -> Text,
        version -> Integer,
        state -> Text,
        content -> Text,
        revision -> Integer,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        used_by -> Nullable<BigInt>,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    assessments (id) {
        id -> BigInt,
        holder_id -> BigInt,
        questionnaire_id -> BigInt,
        kind -> Text,
        state -> Text,
        done -> Text,
        begun_by -> BigInt,
        begun_mandate -> Nullable<BigInt>,
        begun_at -> Timestamp,
        submitted_by -> Nullable<BigInt>,
        submitted_mandate -> Nullable<BigInt>,
        submitted_at -> Nullable<Timestamp>,
        together_with -> Nullable<Text>,
    }
}

diesel::table! {
    assessment_answers (id) {
        id -> BigInt,
        assessment_id -> BigInt,
        question -> Text,
        choice -> Nullable<Text>,
        words -> Nullable<Text>,
        answered_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        answered_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(questionnaires, assessments, assessment_answers);
diesel::allow_tables_to_appear_in_same_query!(questionnaires, organisations);
diesel::allow_tables_to_appear_in_same_query!(questionnaires, users);
diesel::allow_tables_to_appear_in_same_query!(assessments, holders);
diesel::allow_tables_to_appear_in_same_query!(assessment_answers, users);

diesel::table! {
    request_providers (id) {
        id -> BigInt,
        request_id -> BigInt,
        provider_id -> BigInt,
    }
}

diesel::table! {
    quotes (id) {
        id -> BigInt,
        request_id -> BigInt,
        provider_id -> BigInt,
        version -> Integer,
        status -> Text,
        notes -> Text,
        valid_until -> Nullable<Date>,
        made_by -> BigInt,
        made_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
        order_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    quote_lines (id) {
        id -> BigInt,
        quote_id -> BigInt,
        listing_id -> BigInt,
        title -> Text,
        request -> Text,
        price_pence -> BigInt,
        vat -> Text,
    }
}

diesel::table! {
    request_messages (id) {
        id -> BigInt,
        request_id -> BigInt,
        provider_id -> BigInt,
        side -> Text,
        words -> Text,
        said_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        said_at -> Timestamp,
    }
}

diesel::table! {
    agreed_prices (order_line_id) {
        order_line_id -> BigInt,
        agreed_by -> Text,
        unit_price_pence -> BigInt,
        vat -> Text,
    }
}

diesel::joinable!(quotes -> requests (request_id));
diesel::joinable!(quotes -> providers (provider_id));
diesel::allow_tables_to_appear_in_same_query!(quotes, requests);
diesel::allow_tables_to_appear_in_same_query!(quotes, providers);

// Plans being written, their versions, and how they come to be agreed.
diesel::table! {
    plan_drafts (id) {
        id -> BigInt,
        plan_id -> BigInt,
        holder_id -> BigInt,
        council_id -> Nullable<BigInt>,
        kind -> Text,
        state -> Text,
        version -> Integer,
        indicative_pence -> Nullable<BigInt>,
        total_pence -> BigInt,
        due_on -> Nullable<Date>,
        appealed_at -> Nullable<Timestamp>,
        created_by -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        indicative_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    plan_versions (id) {
        id -> BigInt,
        draft_id -> BigInt,
        number -> Integer,
        said -> Text,
        total_pence -> BigInt,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    plan_moves (id) {
        id -> BigInt,
        draft_id -> BigInt,
        version -> Integer,
        step -> Text,
        words -> Text,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
    }
}

diesel::table! {
    plan_panels (id) {
        id -> BigInt,
        draft_id -> BigInt,
        version -> Integer,
        question -> Text,
        meets_on -> Date,
        referred_by -> BigInt,
        referred_at -> Timestamp,
        decision -> Nullable<Text>,
        words -> Nullable<Text>,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    plan_panel_members (id) {
        id -> BigInt,
        panel_id -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    plan_approvals (id) {
        id -> BigInt,
        draft_id -> BigInt,
        version -> Integer,
        words -> Text,
        made_by -> BigInt,
        made_at -> Timestamp,
    }
}

diesel::table! {
    plan_comments (id) {
        id -> BigInt,
        draft_id -> BigInt,
        words -> Text,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
    }
}

diesel::table! {
    plan_files (id) {
        id -> BigInt,
        draft_id -> BigInt,
        name -> Text,
        kind -> Text,
        size -> BigInt,
        stored -> Text,
        sent_by -> BigInt,
        sent_at -> Timestamp,
    }
}

diesel::table! {
    plan_reminders (id) {
        id -> BigInt,
        draft_id -> BigInt,
        kind -> Text,
        due_on -> Date,
        told_at -> Timestamp,
    }
}

diesel::joinable!(plan_drafts -> plans (plan_id));
diesel::joinable!(plan_drafts -> holders (holder_id));
diesel::joinable!(plan_versions -> plan_drafts (draft_id));
diesel::joinable!(plan_versions -> users (made_by));
diesel::joinable!(plan_moves -> plan_drafts (draft_id));
diesel::joinable!(plan_moves -> users (made_by));
diesel::joinable!(plan_panels -> plan_drafts (draft_id));
diesel::joinable!(plan_panel_members -> users (user_id));
diesel::joinable!(plan_approvals -> users (made_by));
diesel::joinable!(plan_comments -> users (made_by));
diesel::joinable!(plan_files -> users (sent_by));

diesel::table! {
    budget_drafts (id) {
        id -> BigInt,
        holder_id -> BigInt,
        words -> Text,
        version -> BigInt,
        changed_by -> BigInt,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    pot_holdings (id) {
        id -> BigInt,
        pot_id -> BigInt,
        held_as -> Text,
        from_on -> Date,
        user_id -> Nullable<BigInt>,
        organisation_id -> Nullable<BigInt>,
        scopes -> Text,
        allows -> Text,
        fee_pence -> Nullable<BigInt>,
        reason -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        mandate_id -> Nullable<BigInt>,
        applied_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    pot_choices (id) {
        id -> BigInt,
        holder_id -> BigInt,
        pot_id -> BigInt,
        chosen_at -> Timestamp,
    }
}

diesel::table! {
    stream_purposes (id) {
        id -> BigInt,
        funding_stream_id -> BigInt,
        category -> Text,
    }
}

diesel::joinable!(budget_drafts -> holders (holder_id));
diesel::joinable!(pot_holdings -> pots (pot_id));
diesel::joinable!(pot_choices -> pots (pot_id));
diesel::joinable!(stream_purposes -> funding_streams (funding_stream_id));
diesel::allow_tables_to_appear_in_same_query!(stream_purposes, funding_streams);
diesel::allow_tables_to_appear_in_same_query!(pot_choices, pots);
diesel::allow_tables_to_appear_in_same_query!(pot_choices, budgets);
diesel::allow_tables_to_appear_in_same_query!(pot_holdings, pots);
diesel::allow_tables_to_appear_in_same_query!(stream_purposes, ledger_accounts);

// Monthly statements, and who wants no mails about them.

diesel::table! {
    statements (id) {
        id -> BigInt,
        pot_id -> BigInt,
        month -> Date,
        newest_transfer_id -> BigInt,
        plan_id -> Nullable<BigInt>,
        available_pence -> BigInt,
        committed_pence -> BigInt,
        delivered_pence -> BigInt,
        invoiced_pence -> BigInt,
        paid_pence -> BigInt,
        recovered_pence -> BigInt,
        closed_at -> Timestamp,
    }
}

diesel::joinable!(statements -> pots (pot_id));
diesel::joinable!(statements -> plans (plan_id));
diesel::allow_tables_to_appear_in_same_query!(statements, pots);
diesel::allow_tables_to_appear_in_same_query!(statements, budgets);

diesel::table! {
    statement_mail_stops (id) {
        id -> BigInt,
        user_id -> BigInt,
        holder_id -> BigInt,
        stopped_at -> Timestamp,
    }
}

diesel::joinable!(statement_mail_stops -> users (user_id));
diesel::joinable!(statement_mail_stops -> holders (holder_id));

diesel::table! {
    dispute_offers (id) {
        id -> BigInt,
        dispute_id -> BigInt,
        side -> Text,
        units_hundredths -> BigInt,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
    }
}

diesel::joinable!(dispute_offers -> disputes (dispute_id));
diesel::joinable!(dispute_offers -> users (made_by));
diesel::joinable!(dispute_offers -> mandates (mandate_id));
diesel::allow_tables_to_appear_in_same_query!(dispute_offers, disputes);
diesel::allow_tables_to_appear_in_same_query!(dispute_offers, users);

// Money rules, and what somebody's points came to.

diesel::table! {
    ras_versions (id) {
        id -> BigInt,
        council_id -> BigInt,
        version -> Integer,
        state -> Text,
        content -> Text,
        revision -> Integer,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        used_by -> Nullable<BigInt>,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    figures (id) {
        id -> BigInt,
        holder_id -> BigInt,
        assessment_id -> BigInt,
        ras_id -> BigInt,
        kind -> Text,
        care_group -> Nullable<Text>,
        health_points -> BigInt,
        choice_points -> BigInt,
        economic_points -> BigInt,
        social_points -> BigInt,
        informal_points -> BigInt,
        adjustments -> Text,
        gross_pence -> BigInt,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        checked_by -> Nullable<BigInt>,
        checked_at -> Nullable<Timestamp>,
        replaced_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    figure_lines (id) {
        id -> BigInt,
        figure_id -> BigInt,
        position -> Integer,
        words -> Text,
        amount_pence -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(figures, assessments);
diesel::allow_tables_to_appear_in_same_query!(figures, holders);
diesel::allow_tables_to_appear_in_same_query!(figures, users);
diesel::allow_tables_to_appear_in_same_query!(figures, ras_versions);

// What people pay towards their support.

diesel::table! {
    contributions (id) {
        id -> BigInt,
        holder_id -> BigInt,
        weekly_pence -> Nullable<BigInt>,
        collector -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        reason -> Text,
        decided_by -> BigInt,
        decided_at -> Timestamp,
        taken_back_at -> Nullable<Timestamp>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(contributions, users);

// The end of a year, when money arrives, and what a pot may pay.

diesel::table! {
    year_end_policies (id) {
        id -> BigInt,
        council_id -> BigInt,
        keep -> Text,
        per_cent -> Integer,
        weeks -> Integer,
        give_back -> Text,
        updated_by -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    year_ends (id) {
        id -> BigInt,
        pot_id -> BigInt,
        number -> BigInt,
        next_pot_id -> Nullable<BigInt>,
        given_back_pence -> BigInt,
        carried_pence -> BigInt,
        recovered_pence -> BigInt,
        done_by -> BigInt,
        done_at -> Timestamp,
        fenced_pence -> BigInt,
    }
}

diesel::table! {
    stream_terms (id) {
        id -> BigInt,
        funding_stream_id -> BigInt,
        arrives -> Text,
        collector -> Nullable<Text>,
    }
}

diesel::table! {
    arrivals (id) {
        id -> BigInt,
        funding_stream_id -> BigInt,
        number -> Integer,
        due_on -> Date,
        amount_pence -> BigInt,
        arrived_at -> Nullable<Timestamp>,
        moved_pence -> BigInt,
    }
}

diesel::table! {
    pot_price_limits (id) {
        id -> BigInt,
        pot_id -> BigInt,
        unit -> Text,
        highest_pence -> BigInt,
    }
}

diesel::joinable!(year_ends -> pots (pot_id));
diesel::joinable!(stream_terms -> funding_streams (funding_stream_id));
diesel::joinable!(arrivals -> funding_streams (funding_stream_id));
diesel::joinable!(pot_price_limits -> pots (pot_id));

diesel::table! {
    shared_orders (id) {
        id -> BigInt,
        listing_id -> BigInt,
        request -> Text,
        status -> Text,
        terms -> Integer,
        started_by -> BigInt,
        lapses_on -> Date,
        leaving_from -> Nullable<Timestamp>,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    shared_members (id) {
        id -> BigInt,
        shared_order_id -> BigInt,
        holder_id -> BigInt,
        parts -> Integer,
        status -> Text,
        plan_line_id -> Nullable<BigInt>,
        acted_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>,
        joined_at -> Timestamp,
        yes_pence -> Nullable<BigInt>,
    }
}

diesel::table! {
    shared_invites (id) {
        id -> BigInt,
        shared_order_id -> BigInt,
        label -> Text,
        made_by -> BigInt,
        made_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    order_shares (order_line_id) {
        order_line_id -> BigInt,
        shared_order_id -> BigInt,
        parts -> Integer,
    }
}

diesel::joinable!(order_shares -> order_lines (order_line_id));
diesel::allow_tables_to_appear_in_same_query!(order_shares, order_lines);

diesel::table! {
    plan_reviews (id) {
        id -> BigInt,
        draft_id -> BigInt,
        said -> Text,
        made_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        made_at -> Timestamp,
        number -> Integer,
        confirmed_by -> Nullable<BigInt>,
        confirmed_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(plan_reviews -> users (made_by));

// A holder's own bank account.

diesel::table! {
    own_bank_files (id) {
        id -> BigInt,
        pot_id -> BigInt,
        name -> Text,
        header -> Text,
        meanings -> Text,
        words -> Nullable<Text>,
        sent_by -> BigInt,
        sent_at -> Timestamp,
    }
}

diesel::table! {
    own_bank_lines (id) {
        id -> BigInt,
        pot_id -> BigInt,
        hash -> Text,
        booked_on -> Date,
        amount_pence -> BigInt,
        words -> Text,
        state -> Text,
        invoice_id -> Nullable<BigInt>,
        plan_line_id -> Nullable<BigInt>,
        note -> Text,
        turns -> BigInt,
        payment_id -> Nullable<BigInt>,
        said_at -> Nullable<Timestamp>,
        split_of -> Nullable<BigInt>,
        added_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        added_at -> Timestamp,
    }
}

diesel::table! {
    own_bank_papers (id) {
        id -> BigInt,
        line_id -> BigInt,
        name -> Text,
        kind -> Text,
        size -> BigInt,
        stored -> Text,
        sent_by -> BigInt,
        sent_at -> Timestamp,
    }
}

diesel::joinable!(own_bank_files -> pots (pot_id));
diesel::joinable!(own_bank_lines -> pots (pot_id));
diesel::joinable!(own_bank_papers -> own_bank_lines (line_id));
diesel::allow_tables_to_appear_in_same_query!(own_bank_papers, own_bank_lines);

// Closed cases, what went out of their pots, and for how long they are kept.

diesel::table! {
    closed_cases (id) {
        id -> BigInt,
        holder_id -> BigInt,
        reason -> Text,
        ended_on -> Date,
        goes_to -> Text,
        note -> Text,
        keep_until_on -> Date,
        closed_by -> BigInt,
        closed_at -> Timestamp,
        deleted_at -> Nullable<Timestamp>,
        reopened_at -> Nullable<Timestamp>,
        reopened_by -> Nullable<BigInt>,
        reopened_why -> Nullable<Text>,
    }
}

diesel::table! {
    case_settlements (id) {
        id -> BigInt,
        case_id -> BigInt,
        pot_id -> BigInt,
        given_back_pence -> BigInt,
        recovered_pence -> BigInt,
        settled_at -> Timestamp,
        fenced_pence -> BigInt,
    }
}

diesel::table! {
    keeping_policies (id) {
        id -> BigInt,
        council_id -> BigInt,
        years -> Integer,
        updated_by -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    mail_stops (id) {
        id -> BigInt,
        address -> Text,
        stopped_at -> Timestamp,
    }
}

diesel::joinable!(closed_cases -> holders (holder_id));
diesel::allow_tables_to_appear_in_same_query!(closed_cases, holders);

diesel::table! {
    review_signs (id) {
        id -> BigInt,
        draft_id -> BigInt,
        kind -> Text,
        words -> Text,
        noticed_on -> Date,
        settled_at -> Nullable<Timestamp>,
        settled_by -> Nullable<BigInt>,
        settled_words -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(review_signs, users);
diesel::allow_tables_to_appear_in_same_query!(review_signs, plan_drafts);

diesel::table! {
    tolerances (id) {
        id -> BigInt,
        council_id -> BigInt,
        provider_id -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>,
        tolerance_pence -> BigInt,
        updated_by -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    owed_back (id) {
        id -> BigInt,
        payment_id -> BigInt,
        invoice_id -> BigInt,
        amount_pence -> BigInt,
        noted_at -> Timestamp,
        given_at -> Nullable<Timestamp>,
        given_by -> Nullable<BigInt>,
        evidence -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(tolerances, providers);
diesel::allow_tables_to_appear_in_same_query!(tolerances, orders);
diesel::allow_tables_to_appear_in_same_query!(owed_back, invoices);

// What a pot's transfers come to, kept by the ledger.

diesel::table! {
    pot_sums (id) {
        id -> BigInt,
        pot_id -> BigInt,
        plan_line_id -> Nullable<BigInt>,
        until_on -> Date,
        committed_pence -> BigInt,
        spent_pence -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(closed_cases, plan_drafts);
diesel::allow_tables_to_appear_in_same_query!(closed_cases, figures);
diesel::allow_tables_to_appear_in_same_query!(own_bank_lines, invoices);

// What is asked first.

diesel::table! {
    pot_asks (id) {
        id -> BigInt,
        pot_id -> BigInt,
    }
}

diesel::table! {
    spending_requests (id) {
        id -> BigInt,
        holder_id -> BigInt,
        pot_id -> BigInt,
        listing_id -> BigInt,
        plan_line_id -> Nullable<BigInt>,
        amount_pence -> BigInt,
        state -> Text,
        why -> Text,
        asked_by -> BigInt,
        mandate_id -> Nullable<BigInt>,
        asked_at -> Timestamp,
        answer -> Nullable<Text>,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<Timestamp>,
        purpose -> Text,
        order_id -> Nullable<BigInt>,
    }
}

diesel::joinable!(pot_asks -> pots (pot_id));
diesel::joinable!(spending_requests -> holders (holder_id));
diesel::joinable!(spending_requests -> listings (listing_id));
diesel::joinable!(spending_requests -> plan_lines (plan_line_id));
diesel::joinable!(spending_requests -> users (asked_by));
diesel::allow_tables_to_appear_in_same_query!(pot_asks, ledger_accounts);
diesel::allow_tables_to_appear_in_same_query!(spending_requests, holders);
diesel::allow_tables_to_appear_in_same_query!(spending_requests, listings);
diesel::allow_tables_to_appear_in_same_query!(spending_requests, plan_lines);
diesel::allow_tables_to_appear_in_same_query!(spending_requests, users);
diesel::allow_tables_to_appear_in_same_query!(spending_requests, providers);

// Asking people whom a council took on to sign in.

diesel::table! {
    holder_invites (id) {
        id -> BigInt,
        council_id -> BigInt,
        holder_id -> Nullable<BigInt>,
        email -> Text,
        token_hash -> Text,
        detail -> Text,
        invited_by -> BigInt,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(holder_invites -> holders (holder_id));

// A council's officers.

diesel::table! {
    officer_managers (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        user_id -> BigInt,
        given_at -> Timestamp,
    }
}

diesel::table! {
    officer_invites (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        email -> Text,
        rights -> Text,
        token_hash -> Text,
        invited_by -> Nullable<BigInt>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(case_settlements, closed_cases);
