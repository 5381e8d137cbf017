// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the tables of drivers/buggy into the documents that have them: `./dev docs`.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>

#include "buggy_catalogue.hh"
#include "ksim/simulator.hh"

namespace {

using ksim::buggy::Document;

void update(const std::string& path, Document document) {
  std::ifstream in(path);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  in.close();
  const std::string updated = ksim::buggy::splice(text, ksim::buggy::table(document));
  if (updated != text) std::ofstream(path) << updated;
}

}  // namespace

int main() {
  const std::string root = KSIM_SOURCE_DIR;
  ksim::Simulator::module_path().emplace_back(KSIM_DRIVER_DIR);
  try {
    update(root + "/docs/findings.md", Document::Findings);
    update(root + "/drivers/buggy/README.md", Document::Readme);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "buggy_table: %s\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
