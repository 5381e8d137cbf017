# SPDX-License-Identifier: GPL-2.0-or-later
"""For gdb, attached to a machine of `ksim qemu --gdb`: reads the symbols of each module as it is loaded.

`ksim_modules`, which the script that reads this file sets, has the modules' files by their names.
"""
import gdb


class ModuleLoaded(gdb.Breakpoint):
    """The kernel has laid out a module, and is about to call its init function.

    Where its sections are stands in a structure that the kernel has for /sys/module/NAME/sections, and
    tells nobody of: an attribute group, a count, and for each section a binary attribute, which begins
    with its name, and an address. How large these are, and where a module refers to that, is in the
    debug information of the module itself.
    """

    def __init__(self, files):
        super().__init__("*do_init_module", type=gdb.BP_HARDWARE_BREAKPOINT, internal=True)
        self.files = files
        self.layout = None

    def stop(self):
        module = int(gdb.parse_and_eval("$rdi")) & 0xFFFFFFFFFFFFFFFF
        layout = self.layout or self.read_layout()
        name = self.string(module + layout["name"])
        if name in self.files:
            table = self.word(module + layout["sect_attrs"])
            self.read_symbols(self.files[name], self.sections(table, layout))
        return False

    def read_layout(self):
        """From any of the files, before it is at its place."""
        file = next(iter(self.files.values()))
        gdb.execute(f"add-symbol-file {file} -readnow -o 0x10000000000", to_string=True)
        member = "(unsigned long)&((struct module *)0)->"
        asked = {
            "name": member + "name",
            "sect_attrs": member + "sect_attrs",
            "group": "sizeof(struct attribute_group)",
            "attribute": "sizeof(struct bin_attribute)",
        }
        self.layout = {key: int(gdb.parse_and_eval(what)) for key, what in asked.items()}
        gdb.execute("remove-symbol-file -a 0x10000000000", to_string=True)
        return self.layout

    def sections(self, table, layout):
        count = self.word(table + layout["group"]) & 0xFFFFFFFF
        first = table + layout["group"] + 8
        for at in range(first, first + count * (layout["attribute"] + 8), layout["attribute"] + 8):
            yield self.string(self.word(at)), self.word(at + layout["attribute"])

    @staticmethod
    def read_symbols(file, sections):
        addresses = dict(sections)
        text = addresses.pop(".text")
        loaded = (".data", ".rodata", ".bss", ".init.text", ".exit.text")
        others = "".join(f" -s {name} {addresses[name]:#x}" for name in loaded if name in addresses)
        gdb.execute(f"add-symbol-file {file} {text:#x}{others}", to_string=True)
        print(f"{file}: at {text:#x}")

    @staticmethod
    def word(address):
        memory = gdb.selected_inferior().read_memory(address, 8)
        return int.from_bytes(bytes(memory), "little")

    @staticmethod
    def string(address):
        memory = bytes(gdb.selected_inferior().read_memory(address, 56))
        return memory.split(b"\0")[0].decode()


ModuleLoaded(ksim_modules)  # noqa: F821 pylint: disable=undefined-variable
