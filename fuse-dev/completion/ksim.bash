# SPDX-License-Identifier: GPL-2.0-or-later
#
# Completion of ksim(1) for bash, and of insmod and so on under `ksim shell`.

# Of the simulator that the words on the line are about.
__ksim_loaded() {
	local index on=()
	for ((index = 1; index < COMP_CWORD; index++)); do
		[[ ${COMP_WORDS[index]} != --on ]] || on=(--on "${COMP_WORDS[index + 1]}")
	done
	ksim lsmod "${on[@]}" 2>/dev/null | awk 'NR > 1 { print $1 }'
}

# Files that end in .ko, directories, and the names in KSIM_MODULE_PATH.
__ksim_module_files() {
	local directory file IFS=$' \t\n'
	compgen -d -S / -- "$1"
	compgen -f -X '!*.ko' -- "$1"
	[[ $1 != */* ]] || return
	local -a directories
	IFS=: read -ra directories <<<"${KSIM_MODULE_PATH-}"
	for directory in "${directories[@]}"; do
		for file in "$directory"/"$1"*.ko; do
			[[ ! -e $file ]] || echo "${file##*/}"
		done
	done
}

_ksim() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[0]##*/} first=1 index operands=0
	local commands="run shell mount umount insmod rmmod lsmod modinfo dmesg mknod irq status reboot kdir dkms qemu bench"
	local -A options=(
		[run]="--device --module" [shell]="--device --module"
		[mount]="--device --module --allow-other"
		[umount]="--lazy" [insmod]="--on" [rmmod]="--on" [lsmod]="--on"
		[modinfo]="--on --field"
		[dmesg]="--on --follow --notime --level --color --clear --read-clear"
		[mknod]="--on --mode" [irq]="--on" [status]="--on" [reboot]="--on" [kdir]=""
		[dkms]="--output" [bench]="--compare --threshold --confidence"
		[qemu]="--kernel --module --build --with --timeout --gdb --quiet --test"
	)
	COMPREPLY=()

	if [[ $command == ksim ]]; then
		if ((COMP_CWORD == 1)); then
			mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$word")
			return
		fi
		command=${COMP_WORDS[1]} first=2
	fi
	[[ -n ${options[$command]+known} ]] || return

	# Operands before this word; what follows an option that has a value is none.
	for ((index = first; index < COMP_CWORD; index++)); do
		case ${COMP_WORDS[index]} in
		-d | --device | -m | --module | --mode | --on | -F | --field | -l | --level | -L | --color | -o | --output)
			[[ $command == umount ]] || ((++index))
			;;
		-M | --build | -k | --kernel | -w | --with | -t | --timeout)
			[[ $command != qemu ]] || ((++index))
			;;
		-*) ;;
		*) ((++operands)) ;;
		esac
	done

	compopt -o filenames 2>/dev/null
	if [[ $command == @(run|qemu) && $operands -gt 0 ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	fi
	case $command:$before in
	run:-m | shell:-m | mount:-m | qemu:-m | *:--module)
		mapfile -t COMPREPLY < <(__ksim_module_files "$word")
		return
		;;
	bench:--threshold | bench:--confidence) return ;;
	run:-d | shell:-d | mount:-d | *:--device)
		compopt -o nospace 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -W "virtio-blk,file= virtio-blk,size= virtio-rng virtio-hello" \
			-- "$word")
		return
		;;
	*:--on | dkms:-o | dkms:--output | qemu:-M | qemu:--build)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	qemu:-w | qemu:--with)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	qemu:-k | qemu:--kernel)
		mapfile -t COMPREPLY < <(compgen -W "6.1 6.12" -- "$word")
		return
		;;
	dmesg:-l | dmesg:--level)
		mapfile -t COMPREPLY < <(compgen -W "emerg alert crit err warn notice info debug" \
			-- "$word")
		return
		;;
	dmesg:-L | dmesg:--color)
		mapfile -t COMPREPLY < <(compgen -W "auto never always" -- "$word")
		return
		;;
	modinfo:-F | modinfo:--field)
		mapfile -t COMPREPLY < <(compgen -W "filename license description author version \
			alias depends name vermagic parm" -- "$word")
		return
		;;
	esac
	if [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${options[$command]} --help" -- "$word")
		return
	fi
	case $command in
	run | qemu) mapfile -t COMPREPLY < <(compgen -c -- "$word") ;;
	bench) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	mount | umount | dkms) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	insmod) ((operands > 0)) || mapfile -t COMPREPLY < <(__ksim_module_files "$word") ;;
	rmmod) mapfile -t COMPREPLY < <(compgen -W "$(__ksim_loaded)" -- "$word") ;;
	modinfo)
		mapfile -t COMPREPLY < <(
			__ksim_module_files "$word"
			compgen -W "$(__ksim_loaded)" -- "$word"
		)
		;;
	mknod) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	esac
}

complete -F _ksim ksim
