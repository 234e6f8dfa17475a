#!/usr/bin/env bash
# Builds the libraries that a packaged binary has in it, for one platform, once: archives with no more
# than the plugin uses, from the sources that packaging/sources.sh gets.
#
#   packaging/libraries.sh PLATFORM   linux-amd64, linux-arm64, darwin-amd64, darwin-arm64
#
# Prints the folder that has include/ and lib/.
set -euo pipefail

# shellcheck source=packaging/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

case ${1:-} in
  '' | -h | --help) usage && exit 0 ;;
esac
readonly platform=$1
target=$(target_of "$platform")
compiler=$("$packaging/compiler.sh")
sources=$("$packaging/sources.sh")
readonly target compiler sources

# Small, and the same bytes wherever they are built: programs are called by name, and no folder
# of this machine gets into an archive.
export PATH=$compiler:$PATH SOURCE_DATE_EPOCH=0 ZERO_AR_DATE=1
export CC="package-cc --target=$target" CXX="package-c++ --target=$target"
export AR=package-ar RANLIB=package-ranlib PKG_CONFIG=false
readonly prefix=/libraries

# logged NAME COMMAND...: what it says is shown only when it fails.
logged() {
  local log=$PWD/$1.log
  shift
  "$@" >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    die "building $library for $platform failed; see above"
  }
}

# make_library ARGUMENT...: for those with a Makefile.
make_library() { logged make make -j"$(nproc)" "$@"; }
install_library() { logged install make DESTDIR="$installed" "$@"; }

# cmake_library DEFINITION...: for those that CMake builds.
cmake_library() {
  logged configure cmake -S . -B built -G Ninja --toolchain "$packaging/../cmake/toolchains/package.cmake" \
    -DTELEPRESENCE_PLATFORM="$platform" -DTELEPRESENCE_LIBRARIES="$installed$prefix" \
    -DCMAKE_BUILD_TYPE=MinSizeRel \
    -DCMAKE_INSTALL_PREFIX=$prefix -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF "$@"
  logged build cmake --build built
  DESTDIR=$installed logged install cmake --install built
}

host_of_autoconf() {
  case $platform in
    linux-*) printf '%s\n' "$target" ;;
    darwin-*) printf '%s-apple-darwin\n' "${target%%-*}" ;;
  esac
}

# configured ARGUMENT...: for those that autoconf builds.
configured() {
  logged configure ./configure --host="$(host_of_autoconf)" --prefix=$prefix --disable-shared --enable-static \
    --disable-dependency-tracking "$@"
}

build_zlib() {
  # This version takes macOS for one that has no fdopen; and there it would archive with Apple's libtool.
  case $platform in
    darwin-*) CFLAGS+=' -Dfdopen=fdopen' ;;
  esac
  CHOST=$(host_of_autoconf) logged configure ./configure --static --prefix=$prefix
  make_library libz.a AR="$AR" ARFLAGS=rc
  install_library install AR="$AR" ARFLAGS=rc
}

# TLS for the client's side, certificates and SHA-2: nothing is loaded at run time, and no cipher that
# no server has used for long.
build_openssl() {
  local kind
  case $platform in
    linux-amd64) kind=linux-x86_64 ;;
    linux-arm64) kind=linux-aarch64 ;;
    darwin-amd64) kind=darwin64-x86_64-cc ;;
    darwin-arm64) kind=darwin64-arm64-cc ;;
  esac
  logged configure ./Configure "$kind" --prefix=$prefix --libdir=lib --openssldir=/etc/ssl \
    no-shared no-tests no-engine no-dso no-module no-legacy no-comp no-cms no-cmp no-ts no-srp no-srtp \
    no-dtls no-ct no-sctp no-ssl3 no-idea no-seed no-aria no-camellia no-bf no-cast no-rc2 no-rc4 no-md4 \
    no-mdc2 no-rmd160 no-whirlpool no-sm2 no-sm3 no-sm4 no-siphash no-gost no-blake2 no-ui-console \
    no-async no-ocb no-scrypt no-afalgeng
  make_library build_libs
  install_library install_dev
}

# HTTP and HTTPS, proxies, gzip. Names are asked for in a thread; certificates are found by the plugin.
build_curl() {
  local root=$installed$prefix
  # On macOS it would ask the system's settings for proxies, and need two frameworks for that.
  sed -i '/define CURL_OSX_CALL_COPYPROXIES/d' lib/curl_setup.h
  sed -i 's/ -framework CoreFoundation -framework SystemConfiguration//' configure
  configured --with-openssl="$root" --with-zlib="$root" --without-ca-bundle --without-ca-path \
    --without-libpsl --without-brotli --without-zstd --without-nghttp2 --without-ngtcp2 --without-nghttp3 \
    --without-libidn2 --without-libssh2 --without-librtmp --without-libgsasl --without-gssapi \
    --disable-ftp --disable-file --disable-ldap --disable-ldaps --disable-rtsp --disable-dict \
    --disable-telnet --disable-tftp --disable-pop3 --disable-imap --disable-smb --disable-smtp \
    --disable-gopher --disable-mqtt --disable-manual --disable-libcurl-option --disable-ntlm \
    --disable-ntlm-wb --disable-tls-srp --disable-unix-sockets --disable-alt-svc --disable-hsts \
    --disable-netrc --disable-doh --disable-progress-meter --disable-get-easy-options \
    --enable-threaded-resolver LIBS="-lpthread"
  make_library -C lib
  install_library -C lib install
  install_library -C include install
  install_library install-pkgconfigDATA
}

# Tar and gzip alone.
build_libarchive() {
  cmake_library -DENABLE_TEST=OFF -DENABLE_TAR=OFF -DENABLE_CPIO=OFF -DENABLE_CAT=OFF -DENABLE_INSTALL=ON \
    -DENABLE_ZLIB=ON -DENABLE_OPENSSL=OFF -DENABLE_MBEDTLS=OFF -DENABLE_NETTLE=OFF -DENABLE_LIBB2=OFF \
    -DENABLE_LZ4=OFF -DENABLE_LZO=OFF -DENABLE_LZMA=OFF -DENABLE_ZSTD=OFF -DENABLE_BZip2=OFF \
    -DENABLE_LIBXML2=OFF -DENABLE_EXPAT=OFF -DENABLE_PCREPOSIX=OFF -DENABLE_ICONV=OFF -DENABLE_ACL=OFF \
    -DENABLE_XATTR=OFF -DENABLE_WERROR=OFF -DPOSIX_REGEX_LIB=NONE
}

# Its CMake knows nothing of pkg-config.
build_libyaml() {
  local version
  version=$(upstream_of "$(lines_of "$packaging/sources.txt" | awk '$1 == "libyaml" { print $2 }')")
  cmake_library -DBUILD_TESTING=OFF
  # shellcheck disable=SC2016 # for pkg-config
  sed -e "s#@prefix@#$prefix#" -e 's#@exec_prefix@#${prefix}#' -e 's#@includedir@#${prefix}/include#' \
    -e 's#@libdir@#${prefix}/lib#' -e 's#@PACKAGE_VERSION@#'"$version"'#' yaml-0.1.pc.in \
    >"$installed$prefix/lib/pkgconfig/yaml-0.1.pc"
}

build_yaml-cpp() {
  cmake_library -DYAML_CPP_BUILD_TESTS=OFF -DYAML_CPP_BUILD_TOOLS=OFF -DYAML_CPP_BUILD_CONTRIB=OFF
}

build_fmtlib() { cmake_library -DFMT_DOC=OFF -DFMT_TEST=OFF; }

build_nlohmann-json3() { cmake_library -DJSON_BuildTests=OFF; }

build_cli11() {
  cmake_library -DCLI11_BUILD_TESTS=OFF -DCLI11_BUILD_EXAMPLES=OFF -DCLI11_BUILD_DOCS=OFF -DCLI11_SINGLE_FILE=OFF
}

# build_one NAME WORK: in a copy of its sources.
build_one() {
  local library=$1 work=$2/$1
  say "building $library for $platform ..."
  cp -r "$sources/$library" "$work"
  # Sections of their own: what is not used is left out when the program is linked.
  CFLAGS="-Os -g0 -fPIC -ffunction-sections -fdata-sections -fstack-protector-strong -ffile-prefix-map=$work=$library"
  export CFLAGS CXXFLAGS=$CFLAGS
  cd "$work"
  "build_$library"
}

# build FOLDER
build() {
  local library work
  need_packages cmake make ninja-build perl pkg-config
  work=$(mktemp -d)
  readonly installed=$1/installed
  # Those that others need first.
  for library in zlib openssl curl libarchive libyaml yaml-cpp fmtlib nlohmann-json3 cli11; do
    (build_one "$library" "$work")
  done
  mv "$installed$prefix"/* "$1/"
  sed -i "s#^prefix=.*#prefix=\${pcfiledir}/../..#" "$1"/lib/pkgconfig/*.pc "$1"/share/pkgconfig/*.pc
  rm -rf "$installed" "$work" "$1"/lib/*.so* "$1"/lib/*.dylib "$1"/lib/*.la
}

key=$({
  cat "$packaging"/{compiler.txt,sources.txt,libraries.sh} "$packaging/../cmake/toolchains/package.cmake"
} | sha256)
folder=$(cache_dir)/libraries-$platform-$key
make_once "$folder" build
printf '%s\n' "$folder"
