//! The room as one build uses it: whether it is opened, what it knows of earlier releases, and how a release appears in it.

use std::path::{Path, PathBuf};

use super::groups::PublishedInRoom;
use super::manifest::{ComparedRelease, Comparison};
use super::place::Place;
use super::publish::{Pages, Release, ReleaseFolders};
use super::room::{RegisterEntry, Room};
use crate::disclosure::{EarlierRelease, PublishedComparison, Secret};
use definitions::Definitions;
use definitions::disclosure::Policy;
use foundation::error::Result;

/// The room of a build whose extracts are not read yet. Without disclosure control there is none: nothing is perturbed, and nothing
/// compared.
#[derive(Debug)]
pub struct BuildRoom {
    room: Option<Room>,
    registered: Vec<RegisterEntry>,
}

/// The room of a release that is made.
#[derive(Debug)]
pub struct ReleaseRoom {
    room: Option<Room>,
    is_synthetic: bool,
    /// What noise and salted hashes are derived from.
    pub secret: Secret,
    /// Where the room is, if this build made its secret: no release that came before has the same noise.
    pub made: Option<PathBuf>,
    /// What the manifest says of the room and of earlier releases.
    pub comparison: Comparison,
}

impl BuildRoom {
    /// Opens the room, if the policy asks for disclosure control.
    ///
    /// # Errors
    /// A folder or register that can't be read or written, or a build that is publishing from the room.
    pub fn open(policy: &Policy, folder: &Path) -> Result<BuildRoom> {
        let room = policy.control.then(|| Room::open(folder)).transpose()?;
        let registered = room.as_ref().map_or(Ok(Vec::new()), Room::releases)?;
        Ok(BuildRoom { room, registered })
    }

    /// The releases that were published from the room.
    pub fn registered(&self) -> &[RegisterEntry] {
        &self.registered
    }

    /// The room for a release that is compared with earlier ones, and what the room's releases published.
    ///
    /// Synthetic extracts hold no person: their releases have the public secret, and so the same bytes in every room.
    ///
    /// # Errors
    /// A secret that can't be read or written, or a file of the room that is damaged.
    pub fn for_release(
        self,
        is_synthetic: bool,
        earlier: &[EarlierRelease],
    ) -> Result<(ReleaseRoom, Vec<PublishedComparison>)> {
        let private = self.room.as_ref().filter(|_| !is_synthetic);
        let made = private.filter(|room| !room.has_secret()).map(|room| room.folder().to_owned());
        let secret = private.map_or(Ok(Secret::PUBLIC), Room::secret)?;
        let published = private.map_or(Ok(PublishedInRoom::default()), |room| room.published(&secret))?;
        let is_compared = |hash: &str| earlier.iter().any(|other| other.manifest_blake3 == hash);
        let not_compared = self.registered.into_iter().filter(|other| {
            !is_compared(&other.manifest_blake3) || published.not_comparable.contains(&other.manifest_blake3)
        });
        let comparison = Comparison {
            room: self.room.as_ref().map(|_| secret.fingerprint()),
            compared: earlier.iter().map(compared).collect(),
            not_compared: not_compared.map(|other| other.release).collect(),
        };
        Ok((ReleaseRoom { room: self.room, is_synthetic, secret, made, comparison }, published.comparisons))
    }
}

impl ReleaseRoom {
    /// Writes a release, announces it in the room with the comparisons that it publishes, puts it in its place, and registers it: a
    /// build that is stopped between the steps leaves no release that the next build does not know of. `pages` makes the pages of
    /// the audit.
    ///
    /// # Errors
    /// An output that can't be written, or pages that can't be made; no partial output remains.
    pub fn publish(
        &self,
        place: &Place,
        (release, definitions): (&Release, &Definitions),
        comparisons: &[PublishedComparison],
        pages: impl FnOnce() -> Result<Pages> + Send,
    ) -> Result<ReleaseFolders> {
        let staged = place.stage(release, definitions, pages)?;
        place.is_free()?;
        if let Some(private) = self.room.as_ref().filter(|_| !self.is_synthetic) {
            private.announce(&place.folder(), &self.secret, comparisons)?;
        }
        let written = staged.put()?;
        if let Some(room) = &self.room {
            room.register(&written.release)?;
        }
        Ok(written)
    }
}

fn compared(earlier: &EarlierRelease) -> ComparedRelease {
    ComparedRelease {
        release: earlier.release.clone(),
        manifest_blake3: earlier.manifest_blake3.clone(),
        exact: earlier.exact,
    }
}
