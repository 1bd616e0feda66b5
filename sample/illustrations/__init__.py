"""Generator of the sample issues' illustrations: flat, layered, lit SVG, saved as JPEG."""
