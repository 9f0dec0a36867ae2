//! Tables of facts. On a phone every row becomes a small block with the column's name before each value; the roles
//! are written out, because a table drawn as blocks loses them.

use maud::{Markup, Render, html};

#[derive(Clone, Debug)]
struct Column {
    label: String,
    numeric: bool,
}

/// A table. The first cell of each row is the row's name.
#[derive(Clone, Debug)]
pub struct Table {
    caption: String,
    caption_shown: bool,
    columns: Vec<Column>,
    rows: Vec<Vec<Markup>>,
    total: Option<Vec<Markup>>,
    look: &'static str,
}

impl Table {
    /// An empty table. The caption says what it holds; it is only for screen readers unless shown.
    pub fn new(caption: impl Into<String>) -> Self {
        Self {
            caption: caption.into(),
            caption_shown: false,
            columns: Vec::new(),
            rows: Vec::new(),
            total: None,
            look: "",
        }
    }

    /// Shows the caption, where no heading says the same.
    #[must_use]
    pub fn show_caption(mut self) -> Self {
        self.caption_shown = true;
        self
    }

    /// Adds a column of words.
    #[must_use]
    pub fn column(mut self, label: impl Into<String>) -> Self {
        self.columns.push(Column { label: label.into(), numeric: false });
        self
    }

    /// Adds a column of numbers, set to the right with digits of one width.
    #[must_use]
    pub fn numbers(mut self, label: impl Into<String>) -> Self {
        self.columns.push(Column { label: label.into(), numeric: true });
        self
    }

    /// Adds a row, one cell a column.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Markup>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Markup>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// A last row, for the sum.
    #[must_use]
    pub fn total(mut self, cells: impl IntoIterator<Item = Markup>) -> Self {
        self.total = Some(cells.into_iter().collect());
        self
    }

    /// Smaller print, for side columns and price lists.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.look = "app-table--compact";
        self
    }

    fn table_row(&self, cells: &[Markup], class: &str) -> Markup {
        html! {
            tr.govuk-table__row.(class) role="row" {
                @for (place, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
                    @if place == 0 {
                        th.govuk-table__header scope="row" role="rowheader" { (cell) }
                    } @else {
                        td.govuk-table__cell.govuk-table__cell--numeric[column.numeric] role="cell" data-label=(column.label) {
                            span.app-table__value { (cell) }
                        }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        html! {
            table.govuk-table.app-table.(self.look) role="table" {
                caption.govuk-table__caption.govuk-table__caption--s.govuk-visually-hidden[!self.caption_shown] { (self.caption) }
                thead.govuk-table__head role="rowgroup" {
                    tr.govuk-table__row role="row" {
                        @for column in &self.columns {
                            th.govuk-table__header.govuk-table__header--numeric[column.numeric] scope="col" role="columnheader" {
                                (column.label)
                            }
                        }
                    }
                }
                tbody.govuk-table__body role="rowgroup" { @for row in &self.rows { (self.table_row(row, "")) } }
                @if let Some(total) = &self.total {
                    tfoot role="rowgroup" { (self.table_row(total, "app-table__total")) }
                }
            }
        }
    }
}

/// One row of [`bars_table`].
pub struct BarsRow {
    /// The row's name, with a link or an icon.
    pub name: Markup,
    /// The drawing, from `charts::bullet`.
    pub bar: Markup,
    /// The numbers, one a column.
    pub numbers: Vec<Markup>,
}

/// A table with a drawn bar in each row beside the numbers it shows. `columns` names the numbers.
pub fn bars_table(caption: &str, first: &str, bar: &str, columns: &[&str], rows: &[BarsRow]) -> Markup {
    html! {
        table.govuk-table.app-table.app-bars role="table" {
            caption.govuk-table__caption.govuk-visually-hidden { (caption) }
            thead.govuk-table__head role="rowgroup" {
                tr.govuk-table__row role="row" {
                    th.govuk-table__header scope="col" role="columnheader" { (first) }
                    td.govuk-table__header aria-hidden="true" { (bar) }
                    @for column in columns {
                        th.govuk-table__header.govuk-table__header--numeric scope="col" role="columnheader" { (column) }
                    }
                }
            }
            tbody.govuk-table__body role="rowgroup" {
                @for row in rows {
                    tr.govuk-table__row role="row" {
                        th.govuk-table__header scope="row" role="rowheader" { span.app-bars__name { (row.name) } }
                        td.govuk-table__cell.app-bars__bar aria-hidden="true" { (row.bar) }
                        @for (column, number) in columns.iter().zip(&row.numbers) {
                            td.govuk-table__cell.govuk-table__cell--numeric role="cell" data-label=(column) {
                                span.app-table__value { (number) }
                            }
                        }
                    }
                }
            }
        }
    }
}
