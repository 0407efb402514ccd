//! Correlation matrices.

use std::f64::consts::PI;

use nalgebra::DMatrix;

/// Pearson correlation of two normals whose ranks have Spearman correlation `spearman`:
/// `2 sin(pi r / 6)`. Monotone laws of these normals keep the rank correlation.
pub fn spearman_to_pearson(spearman: f64) -> f64 {
    2.0 * libm::sin(PI / 6.0 * spearman)
}

/// Lower Cholesky factor of a symmetric positive definite matrix: `factor * factor^T = matrix`.
///
/// Rows first, as many columns as rows; entries above the diagonal of `matrix` are not read, those
/// of the factor are zero. An empty matrix has an empty factor. The error is the smallest
/// eigenvalue where the matrix is not positive definite (to about 1e-12 of its diagonal), and NaN
/// where it is not square or not finite.
pub fn cholesky(matrix: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, f64> {
    let n = matrix.len();
    if matrix
        .iter()
        .any(|row| row.len() != n || row.iter().any(|x| !x.is_finite()))
    {
        return Err(f64::NAN);
    }
    let mut factor = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let rest = matrix[i][j] - dot;
            if j < i {
                factor[i][j] = rest / factor[j][j];
            } else if rest > 1e-12 * matrix[i][i] {
                factor[i][i] = rest.sqrt();
            } else {
                return Err(smallest_eigenvalue(matrix));
            }
        }
    }
    Ok(factor)
}

fn smallest_eigenvalue(matrix: &[Vec<f64>]) -> f64 {
    let n = matrix.len();
    // The lower triangle, mirrored.
    let full = DMatrix::from_fn(n, n, |i, j| matrix[i.max(j)][i.min(j)]);
    full.symmetric_eigenvalues().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factor_times_its_transpose_is_the_matrix() {
        let matrix = vec![
            vec![1.0, 0.6, -0.3],
            vec![0.6, 1.0, 0.2],
            vec![-0.3, 0.2, 1.0],
        ];
        let factor = cholesky(&matrix).unwrap();
        for i in 0..3 {
            for j in 0..3 {
                let dot: f64 = (0..3).map(|k| factor[i][k] * factor[j][k]).sum();
                assert!((dot - matrix[i][j]).abs() < 1e-15);
                assert!(j <= i || factor[i][j] == 0.0);
            }
        }
        assert_eq!(factor[1][0], 0.6);
        assert!((factor[1][1] - 0.8).abs() < 1e-16);
    }

    #[test]
    fn contradictory_correlations_are_refused_with_their_smallest_eigenvalue() {
        let matrix = vec![
            vec![1.0, 0.9, -0.9],
            vec![0.9, 1.0, 0.9],
            vec![-0.9, 0.9, 1.0],
        ];
        let smallest = cholesky(&matrix).unwrap_err();
        assert!((smallest + 0.8).abs() < 1e-12, "{smallest}");
        // One number twice: singular.
        let smallest = cholesky(&[vec![1.0, 1.0], vec![1.0, 1.0]]).unwrap_err();
        assert!(smallest.abs() < 1e-12, "{smallest}");
    }

    #[test]
    fn odd_shapes_are_answered() {
        assert_eq!(cholesky(&[]), Ok(vec![]));
        assert!(cholesky(&[vec![1.0, 0.0], vec![0.0]]).unwrap_err().is_nan());
        assert!(cholesky(&[vec![f64::NAN]]).unwrap_err().is_nan());
    }

    #[test]
    fn rank_correlation_becomes_that_of_the_scores() {
        assert!((spearman_to_pearson(0.581_920_104_124_069_8) - 0.6).abs() < 1e-15);
        assert_eq!(spearman_to_pearson(0.0), 0.0);
        assert!((spearman_to_pearson(-1.0) + 1.0).abs() < 1e-15);
    }
}
