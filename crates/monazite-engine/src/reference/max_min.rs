//! Max-min fairness: water rises in all orders alike, and stops in those that are full.

/// Filled share of each order. `ordered` is their sum.
pub(super) fn filled(asked: &[f64], ordered: f64, supply: f64) -> Vec<f64> {
    if ordered <= supply {
        return vec![1.0; asked.len()];
    }
    let level = level(asked, supply);
    asked
        .iter()
        .map(|&tonnes| if tonnes > level { level / tonnes } else { 1.0 })
        .collect()
}

/// Height to which the supply fills all orders alike, where it does not suffice for all.
///
/// Each round gives the orders below the level in full and shares out the rest among the others,
/// which raises the level. It is done when a round changes nothing; a round that does drowns at
/// least one more order.
fn level(asked: &[f64], supply: f64) -> f64 {
    let mut level = 0.0;
    for _ in asked {
        let mut in_full = 0.0;
        let mut others = 0.0;
        for &tonnes in asked {
            if tonnes > level {
                others += 1.0;
            } else {
                in_full += tonnes;
            }
        }
        if others == 0.0 {
            break;
        }
        level = (supply - in_full) / others;
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_orders_are_filled_and_the_others_get_an_equal_amount() {
        let asked = [1.0, 8.0, 4.0, 2.0];
        let given: Vec<f64> = filled(&asked, 15.0, 9.0)
            .iter()
            .zip(asked)
            .map(|(share, tonnes)| share * tonnes)
            .collect();
        assert_eq!(given, [1.0, 3.0, 3.0, 2.0]);
    }

    #[test]
    fn enough_for_all_fills_all() {
        assert_eq!(filled(&[1.0, 2.0], 3.0, 3.0), [1.0, 1.0]);
    }
}
