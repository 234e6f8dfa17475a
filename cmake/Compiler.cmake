# How this project is compiled: one list of warnings, sanitizers, ccache. Every
# target links `telepresence_compiler` and takes it all from there.

find_program(CCACHE ccache)
if(CCACHE)
  # Relative paths, so that one clone can use what another compiled: CI always has a new one.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_library(telepresence_compiler INTERFACE)
target_include_directories(telepresence_compiler INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(telepresence_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wnull-dereference -Wformat=2
  -Wimplicit-fallthrough $<$<BOOL:${TELEPRESENCE_WARNINGS_AS_ERRORS}>:-Werror>)

if(TELEPRESENCE_SANITIZE)
  target_compile_options(telepresence_compiler INTERFACE
    -fsanitize=${TELEPRESENCE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(telepresence_compiler INTERFACE -fsanitize=${TELEPRESENCE_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(telepresence_compiler INTERFACE
    -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffunction-sections -fdata-sections)
  if(NOT APPLE)
    target_link_options(telepresence_compiler INTERFACE -Wl,--gc-sections -Wl,-z,relro,-z,now -s)
  endif()
endif()

if(TELEPRESENCE_STATIC AND NOT APPLE)
  target_link_options(telepresence_compiler INTERFACE -static-libstdc++ -static-libgcc)
endif()
