# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # variables are for, and of, who reads this
# A virtual machine with a kernel of Debian's and nothing but busybox: for tests/qemu/run and for
# `ksim qemu`, which read this file. Whoever does defines die(), which takes a message and does
# not return, and `share`, the directory that this file is in.

# How the kernel begins what it has to say of itself.
machine_splats='BUG: |WARNING: |Oops: |kernel BUG at |INFO: task |general protection fault'

# Whether a command is there, and else which package has it.
machine_needs() { # command package
	command -v "$1" >/dev/null || die "there is no $1; apt install $2"
}

# The names of a kernel version, 6.1 or 6.12, whose headers are installed, as variables:
# `machine_release`, and `machine_headers`, its build directory.
machine_find() { # version
	case $1 in
	6.1) flavour=cloud-amd64 ;;
	6.12) flavour=6.12-cloud-amd64 ;;
	*) die "there is no Linux '$1' here; there are 6.1 and 6.12" ;;
	esac
	# The package of the newest depends on the one that it stands for.
	# shellcheck disable=SC2016 # dpkg-query reads it
	machine_release=$(dpkg-query -W -f '${Depends}' "linux-headers-$flavour" 2>/dev/null |
		sed 's/[ ,(].*//; s/^linux-headers-//')
	machine_headers=/usr/src/linux-headers-$machine_release
	{ [ -n "$machine_release" ] && [ -d "$machine_headers" ]; } ||
		die "no headers; apt install linux-headers-$flavour"
}

# The kernel of `machine_release`, unpacked in a directory and never installed: `machine_image` and
# `machine_modules`. What is there is not fetched again.
machine_fetch() { # directory
	machine_image=$1/image/boot/vmlinuz-$machine_release
	machine_modules=$1/image/lib/modules/$machine_release
	[ ! -f "$machine_image" ] || return 0
	fetched=$1/fetched.$$
	rm -rf "$fetched"
	mkdir -p "$fetched"
	(cd "$fetched" && apt-get -qq download "linux-image-$machine_release" >apt.log 2>&1) || {
		cat "$fetched/apt.log" >&2
		rm -rf "$fetched"
		die "apt cannot fetch linux-image-$machine_release, the kernel of these headers;" \
			"apt update, or upgrade them"
	}
	dpkg -x "$fetched"/*.deb "$fetched/image"
	# Somebody else may have been faster; or there is that of another release.
	[ -f "$machine_image" ] || {
		rm -rf "$1/image"
		mv -T "$fetched/image" "$1/image" 2>/dev/null || [ -f "$machine_image" ]
	}
	rm -rf "$fetched"
}

# An empty tree for what the machine is to see.
machine_begin_root() { # root
	rm -rf "$1"
	mkdir -p "$1/bin" "$1/dev" "$1/proc" "$1/sys" "$1/modules" "$1/needed"
	ldd /bin/busybox >/dev/null 2>&1 && die "busybox needs libraries; apt install busybox-static"
	cp /bin/busybox "$1/bin/"
	cp "$share/init" "$1/init"
	chmod +x "$1/init"
}

# What is to run once the machine is up: a script, with /dev/ttyS1 for what is to go home.
machine_job() { # root file
	cp "$2" "$1/job"
}

# The libraries of programs, where they are on this machine.
machine_add_libraries() { # root program...
	machine_root=$1
	shift
	for machine_program; do
		ldd "$machine_program" 2>/dev/null | grep -o '/[^ ]*' || :
	done | sort -u | while read -r library; do
		mkdir -p "$machine_root$(dirname "$library")"
		cp -L "$library" "$machine_root$library"
	done
}

# What Debian has built as modules, and those in modules/ need; and what these need in turn; and the
# bus of the machine's devices, which is built in in newer kernels. Debian's drivers for these
# devices stay away: virtio_blk and virtio-rng.
machine_add_needed_modules() { # root
	find "$machine_modules" -name 'virtio_pci.ko*' -exec cp -t "$1/needed" {} +
	find "$1/needed" -name '*.xz' -exec unxz -f {} +
	for users in "$1/modules" "$1/needed" "$1/needed"; do
		find "$users" -name '*.ko' -exec modinfo -F depends {} + | tr ',' '\n' | sort -u |
			while read -r needed; do
				[ -z "$needed" ] || [ -f "$1/modules/$needed.ko" ] ||
					find "$machine_modules" -name "$(echo "$needed" | tr _ '?').ko*" \
						-exec cp -t "$1/needed" {} +
			done
		find "$1/needed" -name '*.xz' -exec unxz -f {} +
	done
}

machine_pack() { # root initramfs
	(cd "$1" && find . | cpio --quiet -o -H newc) >"$2"
}

# Runs `machine_command` for so many seconds at most, 0 being for ever. It ends with who calls this,
# whatever ends that. The exit code is 124 if it took longer.
machine_run() { # seconds
	machine_newline='
'
	# shellcheck disable=SC2086 # the words of the command
	(
		IFS=$machine_newline
		exec setpriv --pdeathsig TERM timeout -k 5 "$1" setpriv --pdeathsig KILL $machine_command
	)
}

# Sets `machine_command`, the words of QEMU's command line, to be used unquoted with IFS being a
# newline. The machine has an entropy device, the first on its virtio bus, and then the disks, each
# an image DIRECTORY/NAME.img with the serial number ksim-NAME, empty unless it is there. What the
# job writes to /dev/ttyS1 is then in the file `result`; its console is what the argument says, a
# character device of QEMU's.
machine_configure() { # initramfs result console disk...
	machine_command="\
qemu-system-x86_64
-m
512
-smp
2
-nodefaults
-no-user-config
-display
none
-no-reboot
-accel
tcg
-cpu
max
-serial
$3
-serial
file:$2
-kernel
$machine_image
-initrd
$1
-device
virtio-rng-pci,disable-legacy=on
-append
console=ttyS0 quiet panic=-1 oops=panic hung_task_panic=1 nokaslr mitigations=off log_buf_len=8M rcupdate.rcu_expedited=1"
	shift 3
	for machine_disk; do
		[ -f "$machine_disk" ] || truncate -s 16M "$machine_disk"
		machine_name=$(basename "$machine_disk" .img)
		machine_command="$machine_command
-drive
if=none,id=$machine_name,format=raw,discard=unmap,file=$machine_disk
-device
virtio-blk-pci,drive=$machine_name,serial=ksim-$machine_name,disable-legacy=on"
	done
}

# The names and addresses of the kernel's functions, for gdb: an ELF file that has nothing else. They
# are asked of the kernel itself, which takes a boot, since Debian has them in a package of a
# gigabyte only.
machine_make_symbols() { # file
	[ ! -f "$1" ] || return 0
	machine_needs as binutils
	made=$1.$$
	mkdir -p "$made"
	cat >"$made/job" <<-'END'
		grep ' [tTwW] ' /proc/kallsyms | grep -v '\[' | gzip >/dev/ttyS1
	END
	machine_begin_root "$made/root"
	machine_job "$made/root" "$made/job"
	machine_pack "$made/root" "$made/initramfs"
	machine_configure "$made/initramfs" "$made/names.gz" "file:$made/console"
	machine_run 120 </dev/null >/dev/null 2>&1 || :
	gzip -dc "$made/names.gz" 2>/dev/null | awk '
		BEGIN { print ".section .kernel,\"ax\",@nobits\nbase:" }
		/^ffffffff/ && $3 ~ /^[A-Za-z_.][A-Za-z0-9_.]*$/ && !seen[$3]++ {
			print ".globl " $3 "\n.type " $3 ",@function"
			print ".set " $3 ", base + 0x" substr($1, 9) " - 0x81000000"
		}
		END { print ".skip 0x4000000" }' >"$made/names.s"
	{
		as -o "$made/names.o" "$made/names.s"
		ld --section-start=.kernel=0xffffffff81000000 -e 0 -o "$made/names" "$made/names.o"
	} || :
	nm "$made/names" 2>/dev/null | grep -q ' do_init_module$' || {
		cat "$made/console" >&2
		rm -rf "$made"
		die "the kernel does not tell the names of its functions"
	}
	mv "$made/names" "$1"
	rm -rf "$made"
}

# What the kernel complains of in a log, but for what a test has judged: each judges what comes
# between two marks (ksim/testing/linux_kernel_real.cc), and nobody else judges what comes between
# two tests.
machine_complaints() { # log
	awk -v splats="$machine_splats" '
	/ksim: a test begins: / { printf "%s", complaints; complaints = "" }
	/ksim: judged up to here$/ { complaints = "" }
	$0 ~ splats { complaints = complaints $0 "\n" }
	END { printf "%s", complaints }' "$1"
}
