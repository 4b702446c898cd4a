#!/bin/sh
# Install the `verapdf` command, the judge of PDF/UA and PDF/A, from its Maven coordinates.
# Usage: scripts/install-verapdf.sh [BIN_DIR]    (default: .venv/bin of this project)
# Needs java and mvn. Returns at once when the same version is already there.
set -eu

version=1.28.2
project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
bin=${1:-$project/.venv/bin}
home=${XDG_CACHE_HOME:-$HOME/.cache}/handouts/verapdf/$version

for tool in java mvn; do
    command -v "$tool" >/dev/null || { echo "install-verapdf: $tool is missing; install it first" >&2; exit 5; }
done

if [ ! -e "$home/complete" ]; then
    mkdir -p "$home/lib"
    cat >"$home/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>handouts</groupId>
  <artifactId>verapdf</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.verapdf.apps</groupId>
      <artifactId>greenfield-apps</artifactId>
      <version>$version</version>
    </dependency>
  </dependencies>
</project>
POM
    mvn --quiet --batch-mode --file "$home/pom.xml" dependency:copy-dependencies -DoutputDirectory="$home/lib"
    : >"$home/complete"
fi

mkdir -p "$bin"
cat >"$bin/verapdf.new" <<WRAPPER
#!/bin/sh
exec java -classpath '$home/lib/*' org.verapdf.apps.GreenfieldCliWrapper "\$@"
WRAPPER
chmod +x "$bin/verapdf.new"
mv "$bin/verapdf.new" "$bin/verapdf"
echo "veraPDF $version: $bin/verapdf"
