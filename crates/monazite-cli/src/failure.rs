//! Why a command ends without having done its work, and with which exit code.

use monazite_files::Diagnostics;
use monazite_report::{FolderError, ManifestError, PartError, RecheckError, printable};

/// Wrong command line or wrong files.
pub(crate) const WRONG_INPUT: u8 = 2;
/// A file cannot be read or written.
pub(crate) const NO_ACCESS: u8 = 3;
/// Refused for its size.
pub(crate) const TOO_LARGE: u8 = 4;
/// A defect of this program.
pub(crate) const DEFECT: u8 = 1;
/// Interrupted by the user.
pub(crate) const INTERRUPTED: u8 = 130;

/// An exit code and what to say on standard error; nothing is said when the message is empty.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: u8,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(code: u8, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// The reader of our output has gone away: that is its right, and no failure.
    pub(crate) fn reader_gone() -> Self {
        Self {
            code: 0,
            message: String::new(),
        }
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::new(
            diagnostics.exit_code(),
            diagnostics.render(crate::output::colour()),
        )
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        let code = match error {
            FolderError::IsInput { .. } | FolderError::NotOurs { .. } => WRONG_INPUT,
            FolderError::Io { .. } => NO_ACCESS,
            FolderError::Encode { .. } => DEFECT,
        };
        Self::new(code, format!("error: {}", printable(&error.to_string())))
    }
}

impl From<ManifestError> for Failure {
    fn from(error: ManifestError) -> Self {
        let code = match error {
            ManifestError::NotOurs { .. } => WRONG_INPUT,
            ManifestError::Io { .. } => NO_ACCESS,
        };
        Self::new(code, format!("error: {}", printable(&error.to_string())))
    }
}

impl From<PartError> for Failure {
    fn from(error: PartError) -> Self {
        let code = match error {
            PartError::Damaged { .. } => WRONG_INPUT,
            PartError::Io { .. } => NO_ACCESS,
        };
        Self::new(code, format!("error: {}", printable(&error.to_string())))
    }
}

impl From<RecheckError> for Failure {
    fn from(error: RecheckError) -> Self {
        let code = match error {
            RecheckError::Changed { .. } => WRONG_INPUT,
            RecheckError::Io { .. } => NO_ACCESS,
        };
        Self::new(code, format!("error: {}", printable(&error.to_string())))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::new(
            DEFECT,
            format!("error: cannot make JSON: {error}; this is a defect, please report it"),
        )
    }
}
