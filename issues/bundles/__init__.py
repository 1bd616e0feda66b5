"""Issue bundles: one issue with everything it needs, as ``issue.json`` and a folder of photos.

The format is described in ``docs/issue-bundle.md``. ``read_bundle`` checks a whole bundle and
names every fault with its place; ``store`` keeps it, all or nothing; ``bundle_of`` and
``write_bundle`` make one.
"""

from .assembly import read_bundle
from .faults import BundleRefused, Remark
from .storing import store
from .writing import bundle_of, write_bundle

__all__ = ["BundleRefused", "Remark", "bundle_of", "read_bundle", "store", "write_bundle"]
