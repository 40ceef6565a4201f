//! What is in a pack, in numbers.

use super::{Pack, Product};
use crate::lang::Lang;

/// A pack's size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    pub id: String,
    pub lang: Lang,
    pub name: String,
    pub products: usize,
    pub problems: usize,
    /// Distinct cases at least: figures, cities and names inside a case come on top.
    pub cases: u64,
}

impl Pack {
    pub fn contents(&self) -> Contents {
        let problems = self
            .products
            .iter()
            .map(|one| one.problems.len() + one.decoys.len());
        Contents {
            id: self.head.id.clone(),
            lang: self.head.lang,
            name: self.head.name.clone(),
            products: self.products.len(),
            problems: problems.sum(),
            cases: self.products.iter().map(|one| self.cases_of(one)).sum(),
        }
    }

    /// Who buys it, with which character and request, and what hurts most there, with or without a trouble beside.
    fn cases_of(&self, product: &Product) -> u64 {
        let roles = match product.roles.len() {
            0 => self.roles.len(),
            some => some,
        };
        let choices = [
            product.companies.len(),
            self.people.len(),
            roles,
            self.temperaments.len(),
            product.requests.len(),
            product.problems.len(),
            product.decoys.len() + 1,
        ];
        choices.into_iter().map(|count| count as u64).product()
    }
}
