//! The least that could answer the same words: tantivy's own ten best and a count, and their titles.
//!
//! Only the benches use it, as the limit that stands beside [`Search`](super::Search): the same index on disk, the
//! same query, no filters, no counts of filters, no place, no reasons. It reads an index that nobody has open.

use std::path::Path;

use tantivy::collector::{Count, TopDocs};
use tantivy::directory::MmapDirectory;
use tantivy::query::AllQuery;
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyDocument, TantivyError};

use super::analyser;
use super::doc::StoredListing;
use super::error::SearchError;
use super::lexicon::Lexicon;
use super::plan::Plan;
use super::query::Builder;
use super::schema::{self, Fields};
use super::typed::Typed;

/// An index opened for reading, without what [`Search`](super::Search) adds.
pub struct Bare {
    reader: IndexReader,
    fields: Fields,
}

impl Bare {
    /// Opens the index that [`Search::open`](super::Search::open) made under this folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let (_, fields) = schema::build();
        let home = dir.join(format!("v{}", schema::VERSION));
        let mut index = Index::open(MmapDirectory::open(home).map_err(TantivyError::from)?)?;
        index.set_tokenizers(analyser::manager());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, fields })
    }

    /// How many match, and the titles of the ten best.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn search(&self, words: &str) -> Result<(usize, Vec<String>), SearchError> {
        let searcher = self.reader.searcher();
        let plan = Plan::of(Typed::parse(words), &Lexicon { searcher: &searcher, fields: &self.fields });
        let builder = Builder { searcher: &searcher, fields: &self.fields };
        let attempts = plan.attempts();
        let query = attempts.first().and_then(|attempt| builder.build(&plan, attempt));
        let query = query.unwrap_or_else(|| Box::new(AllQuery));
        let (best, count) = searcher.search(query.as_ref(), &(TopDocs::with_limit(10).order_by_score(), Count))?;
        let mut titles = Vec::with_capacity(best.len());
        for (_, at) in best {
            let document: TantivyDocument = searcher.doc(at)?;
            titles.push(StoredListing::title_of(&document, &self.fields)?);
        }
        Ok((count, titles))
    }
}
