//! Counts of what was read against what is true, and the figures that follow from them.

use std::io::Write;

/// A confusion table.
#[derive(Debug, Clone)]
pub struct Tally {
    names: Vec<&'static str>,
    /// Rows are what is true, columns what was read.
    counts: Vec<Vec<usize>>,
}

impl Tally {
    pub fn new(names: Vec<&'static str>) -> Self {
        let counts = vec![vec![0; names.len()]; names.len()];
        Self { names, counts }
    }

    pub fn add(&mut self, truth: usize, read: usize) {
        self.counts[truth][read] += 1;
    }

    pub fn merge(&mut self, other: &Self) {
        for (row, more) in self.counts.iter_mut().zip(&other.counts) {
            for (count, more) in row.iter_mut().zip(more) {
                *count += more;
            }
        }
    }

    pub fn total(&self) -> usize {
        self.counts.iter().flatten().sum()
    }

    /// The share that was read right.
    pub fn accuracy(&self) -> f64 {
        let right: usize = (0..self.names.len())
            .map(|class| self.counts[class][class])
            .sum();
        share(right, self.total()).unwrap_or(0.0)
    }

    /// Of what is of the class, the share that was read so; `None` if nothing is.
    pub fn recall(&self, class: usize) -> Option<f64> {
        share(self.counts[class][class], self.truths(class))
    }

    /// Of what was read as the class, the share that is; `None` if nothing was.
    pub fn precision(&self, class: usize) -> Option<f64> {
        let read = self.counts.iter().map(|row| row[class]).sum();
        share(self.counts[class][class], read)
    }

    /// The mean of the recalls of the classes that occur.
    pub fn macro_recall(&self) -> f64 {
        let recalls = self.recalls();
        recalls.iter().map(|(_, recall)| recall).sum::<f64>() / recalls.len().max(1) as f64
    }

    /// The class that is recognised worst.
    pub fn worst(&self) -> Option<(&'static str, f64)> {
        self.recalls()
            .into_iter()
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn recalls(&self) -> Vec<(&'static str, f64)> {
        let classes = 0..self.names.len();
        classes
            .filter_map(|class| Some((self.names[class], self.recall(class)?)))
            .collect()
    }

    fn truths(&self, class: usize) -> usize {
        self.counts[class].iter().sum()
    }

    /// One line: how many, accuracy, macro recall, the worst class.
    pub fn line(&self) -> String {
        let (worst, recall) = self.worst().unwrap_or(("-", 0.0));
        format!(
            "{:5} lines  accuracy {:.3}  macro recall {:.3}  worst {worst} {recall:.3}",
            self.total(),
            self.accuracy(),
            self.macro_recall(),
        )
    }

    /// Precision, recall and F1 of each class, and the confusion table.
    pub fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        let figure = |share: Option<f64>| {
            share.map_or_else(|| "-".to_owned(), |share| format!("{share:.3}"))
        };
        writeln!(
            out,
            "{:12} {:>9} {:>7} {:>7} {:>6}",
            "", "precision", "recall", "F1", "lines"
        )?;
        for (class, name) in self.names.iter().enumerate() {
            let (precision, recall) = (self.precision(class), self.recall(class));
            let f1 = precision
                .zip(recall)
                .filter(|(p, r)| p + r > 0.0)
                .map(|(p, r)| 2.0 * p * r / (p + r));
            let (precision, recall, f1) = (figure(precision), figure(recall), figure(f1));
            writeln!(
                out,
                "{name:12} {precision:>9} {recall:>7} {f1:>7} {:>6}",
                self.truths(class)
            )?;
        }
        write!(out, "\n{:12}", "true \\ read")?;
        for name in &self.names {
            write!(out, " {name:>11}")?;
        }
        for (name, row) in self.names.iter().zip(&self.counts) {
            write!(out, "\n{name:12}")?;
            for count in row {
                write!(out, " {count:>11}")?;
            }
        }
        writeln!(out)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_from_the_counts() {
        let mut tally = Tally::new(vec!["a", "b", "c"]);
        for (truth, read) in [(0, 0), (0, 0), (0, 1), (0, 1), (1, 1), (1, 1)] {
            tally.add(truth, read);
        }
        assert_eq!(tally.total(), 6);
        assert!((tally.accuracy() - 4.0 / 6.0).abs() < 1e-9);
        assert_eq!(
            (tally.recall(0), tally.precision(0)),
            (Some(0.5), Some(1.0))
        );
        assert_eq!(
            (tally.recall(1), tally.precision(1)),
            (Some(1.0), Some(0.5))
        );
        assert_eq!((tally.recall(2), tally.precision(2)), (None, None));
        assert!((tally.macro_recall() - 0.75).abs() < 1e-9);
        assert_eq!(tally.worst(), Some(("a", 0.5)));
    }
}
