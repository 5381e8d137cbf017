// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/mem/user_memory.hh"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "ksim/abi/chance.h"
#include "ksim/abi/report.h"
#include "ksim/abi/task.h"
#include "ksim/counters.hh"
#include "ksim/fault/trap.hh"
#include "ksim/machine/machine.hh"
#include "ksim/mem/arena.hh"
#include "ksim/module/registry.hh"

namespace ksim::mem {

// Copies of few bytes, which are the most, are loops: `rep movsb` takes long to begin. So are those
// to an address that lies, within a page, less than 64 bytes behind the source: there it goes
// byte by byte on some processors (less than 32 on AMD's Zen 3, where it takes 20 times as long).
// Each instruction that may fault has an entry in ksim_fixups, which says where to go on; a block
// that faults is done again by words. In rcx is what is left to do.
asm(R"(
    .text
    .macro ksim_fixup instruction, continuation
    .pushsection .rodata.ksim_fixups, "a"
    .quad \instruction - ksim_copy_bytes, \continuation - ksim_copy_bytes
    .popsection
    .endm
    .pushsection .rodata.ksim_fixups, "a"
    .p2align 3
ksim_fixups:
    .popsection

    .p2align 4
    .type ksim_copy_bytes, @function
ksim_copy_bytes:
    mov %rdx, %rcx
    cmp $64, %rcx
    jae .Lcopy_many
.Lcopy_words:
    cmp $8, %rcx
    jb .Lcopy_rest
.Lload_word:
    mov (%rsi), %rax
    ksim_fixup .Lload_word, .Lcopy_rest
.Lstore_word:
    mov %rax, (%rdi)
    ksim_fixup .Lstore_word, .Lcopy_rest
    add $8, %rsi
    add $8, %rdi
    sub $8, %rcx
    jmp .Lcopy_words
.Lcopy_rest:
    test %rcx, %rcx
    jz .Lcopied
.Lload_byte:
    movzbl (%rsi), %eax
    ksim_fixup .Lload_byte, .Lcopied
.Lstore_byte:
    movb %al, (%rdi)
    ksim_fixup .Lstore_byte, .Lcopied
    inc %rsi
    inc %rdi
    dec %rcx
    jnz .Lload_byte
.Lcopied:
    mov %rcx, %rax
    ret
.Lcopy_many:
    cmp $512, %rcx
    jb .Lcopy_block
    lea -1(%rdi), %eax
    sub %esi, %eax
    and $4095, %eax
    cmp $63, %eax
    jb .Lcopy_block
.Lcopy_string:
    rep movsb
    ksim_fixup .Lcopy_string, .Lcopied
    jmp .Lcopied
.Lcopy_block:
    .irp part, 0, 1, 2, 3
.Lload_\part:
    movups 16*\part(%rsi), %xmm\part
    ksim_fixup .Lload_\part, .Lcopy_words
    .endr
    .irp part, 0, 1, 2, 3
.Lstore_\part:
    movups %xmm\part, 16*\part(%rdi)
    ksim_fixup .Lstore_\part, .Lcopy_words
    .endr
    add $64, %rsi
    add $64, %rdi
    sub $64, %rcx
    cmp $64, %rcx
    jae .Lcopy_block
    jmp .Lcopy_words
    .size ksim_copy_bytes, . - ksim_copy_bytes

    .p2align 4
    .type ksim_clear_bytes, @function
ksim_clear_bytes:
    mov %rsi, %rcx
    xor %eax, %eax
.Lclear:
    rep stosb
.Lcleared:
    ksim_fixup .Lclear, .Lcleared
    mov %rcx, %rax
    ret
    .size ksim_clear_bytes, . - ksim_clear_bytes

    .pushsection .rodata.ksim_fixups, "a"
ksim_fixups_end:
    .popsection
)");

extern "C" {
struct ksim_fixup {  // relative to ksim_copy_bytes()
  std::uintptr_t instruction;
  std::uintptr_t continuation;
};
extern const ksim_fixup ksim_fixups[] __attribute__((visibility("hidden")));
extern const ksim_fixup ksim_fixups_end[] __attribute__((visibility("hidden")));
__attribute__((visibility("hidden"))) std::size_t ksim_copy_bytes(void* to, const void* from,
                                                                  std::size_t size);
__attribute__((visibility("hidden"))) std::size_t ksim_clear_bytes(void* to, std::size_t size);
}

std::size_t copy_until_fault(void* to, const void* from, std::size_t size) {
  return ksim_copy_bytes(to, from, size);
}

std::size_t clear_until_fault(void* to, std::size_t size) { return ksim_clear_bytes(to, size); }

std::uintptr_t after_fault_at(std::uintptr_t instruction) {
  const auto base = reinterpret_cast<std::uintptr_t>(&ksim_copy_bytes);
  for (const ksim_fixup* fixup = ksim_fixups; fixup != ksim_fixups_end; ++fixup)
    if (base + fixup->instruction == instruction) return base + fixup->continuation;
  return 0;
}

const UserMemory::Range* UserMemory::find_in_others(std::uintptr_t user) const {
  for (const Range& range : others_)
    if (user >= range.begin && user < range.end) return &range;
  return nullptr;
}

bool untagged_to_user(std::uintptr_t pointer, std::size_t size) {
  // A pointer out of a struct that the test passed has no tag: it may point to anything
  // that is not the kernel's.
  return pointer <= kUserEnd && size <= kUserEnd - pointer && !Arena::holds(pointer) &&
         module::image_of(pointer) == nullptr && !module::is_in_vmlinux(pointer) &&
         !ksim::current_task().kernel().stack().holds(reinterpret_cast<void*>(pointer));
}

namespace {

// Returns: how many bytes fit.
[[gnu::noinline]] std::size_t report_overrun(const UserMemory::Range& buffer, std::uintptr_t user,
                                             std::size_t size, unsigned long caller,
                                             const char* verb) {
  const std::size_t fits = buffer.end - user;
  const std::string detail =
      fmt::format("it {} {} bytes, but only {} of the {} bytes that the caller passed are left",
                  verb, size, fits, buffer.end - buffer.begin);
  const ksim_site site{ksim_report_driver_caller(caller), "copies too much here"};
  ksim_report(KSIM_FINDING_USER_OVERRUN, nullptr, "driver runs past the end of the user's buffer",
              detail.c_str(), &site, 1);
  return fits;
}

// How much of a copy stays within the buffer that it begins in. More than that is reported:
// the kernel would have gone on into whatever lies behind.
inline std::size_t within_buffer(std::uintptr_t user, std::size_t size, unsigned long caller,
                                 const char* verb) {
  const UserMemory::Range* buffer = ksim::current_task().user_memory().buffer_at(user);
  if (buffer == nullptr && ksim::current_task().user_memory().is_confined()) [[unlikely]]
    return 0;
  if (buffer == nullptr || size <= buffer->end - user) [[likely]]
    return size;
  return report_overrun(*buffer, user, size, caller, verb);
}

}  // namespace
}  // namespace ksim::mem

using ksim::mem::to_user;

namespace {
// Whether a copy is to fail; where somebody counts, it is counted.
inline bool refuse(std::uint64_t ksim::Counters::*bytes, ksim_u64 size, unsigned long caller) {
  if (ksim_chance_failures_armed == 0) [[likely]]
    return false;
  ksim::Counters& counters = ksim::machine().counters();
  ++counters.user_copies;
  counters.*bytes += size;
  return (ksim_chance_failures_armed & KSIM_CHANCE_FAILURES) != 0 &&
         ksim_chance_fail_slow(KSIM_FAILURE_USERCOPY, caller) != 0;
}

// Of a copy that was cut short at `allowed`, because it ran past a buffer, only what is left of
// `allowed` counts: the rest has been reported. Where nothing is allowed, nothing was copied.
ksim_u64 size_left(ksim_u64 size, std::size_t allowed, std::size_t left) {
  return allowed == 0 ? size : left;
}

[[gnu::noinline]] ksim_u64 read_checked(void* to, unsigned long pointer, ksim_u64 size,
                                        unsigned long caller) {
  ksim_sched_point(KSIM_POINT_USER_COPY, to, caller);
  std::uintptr_t user;
  if (size == 0 || !to_user(pointer, size, user)) return size;
  if (refuse(&ksim::Counters::bytes_from_user, size, caller)) return size;
  const std::size_t allowed = ksim::mem::within_buffer(user, size, caller, "reads");
  ksim::fault::check_kernel_buffer(to, size, ksim::fault::Access::Write);
  // What lies outside of a confined process's buffers is as if it were not mapped.
  return size_left(size, allowed,
                   ksim::mem::copy_until_fault(to, reinterpret_cast<const void*>(user), allowed));
}

[[gnu::noinline]] ksim_u64 write_checked(unsigned long pointer, const void* from, ksim_u64 size,
                                         unsigned long caller) {
  ksim_sched_point(KSIM_POINT_USER_COPY, from, caller);
  std::uintptr_t user;
  if (size == 0 || !to_user(pointer, size, user)) return size;
  if (refuse(&ksim::Counters::bytes_to_user, size, caller)) return size;
  const std::size_t allowed = ksim::mem::within_buffer(user, size, caller, "writes");
  ksim::fault::check_kernel_buffer(from, size, ksim::fault::Access::Read);
  return size_left(size, allowed,
                   ksim::mem::copy_until_fault(reinterpret_cast<void*>(user), from, allowed));
}

// Most copies stay within the buffer that the system call was given, while nobody counts them
// or wants to know of scheduling points: they are only to be copied. Sets `user` to where.
inline bool is_plain(unsigned long pointer, ksim_u64 size, std::uintptr_t& user) {
  user = ksim::mem::tag(pointer);
  return (ksim_sched_points_armed | ksim_chance_failures_armed) == 0 &&
         (size == 0 || (ksim::mem::is_tagged(pointer) && size <= ksim::mem::kUserEnd - user &&
                        ksim::current_task().user_memory().is_in_first(user, size)));
}
}  // namespace

extern "C" {

int ksim_user_ok(unsigned long pointer, ksim_u64 size) {
  std::uintptr_t user;
  return to_user(pointer, size, user) ? 1 : 0;
}

ksim_u64 ksim_user_read(void* to, unsigned long pointer, ksim_u64 size, unsigned long caller) {
  std::uintptr_t user;
  if (!is_plain(pointer, size, user)) return read_checked(to, pointer, size, caller);
  ksim::fault::check_kernel_buffer(to, size, ksim::fault::Access::Write);
  return ksim::mem::copy_until_fault(to, reinterpret_cast<const void*>(user), size);
}

ksim_u64 ksim_user_write(unsigned long pointer, const void* from, ksim_u64 size,
                         unsigned long caller) {
  std::uintptr_t user;
  if (!is_plain(pointer, size, user)) return write_checked(pointer, from, size, caller);
  ksim::fault::check_kernel_buffer(from, size, ksim::fault::Access::Read);
  return ksim::mem::copy_until_fault(reinterpret_cast<void*>(user), from, size);
}

ksim_u64 ksim_user_clear(unsigned long pointer, ksim_u64 size, unsigned long caller) {
  std::uintptr_t user;
  if (!to_user(pointer, size, user)) return size;
  const std::size_t allowed = ksim::mem::within_buffer(user, size, caller, "writes");
  return size_left(size, allowed,
                   ksim::mem::clear_until_fault(reinterpret_cast<void*>(user), allowed));
}

ksim_s64 ksim_user_string(char* to, unsigned long pointer, ksim_u64 size, unsigned long) {
  std::uintptr_t user;
  if (!to_user(pointer, 1, user)) return -EFAULT;
  const auto& memory = ksim::current_task().user_memory();
  if (memory.is_confined()) {
    const auto* buffer = memory.buffer_at(user);
    if (buffer == nullptr) return -EFAULT;
    size = std::min<ksim_u64>(size, buffer->end - user);
  }
  // By pieces that end at page boundaries, since a string may end right before a hole.
  constexpr std::size_t kPiece = 256;
  char piece[kPiece];
  ksim_u64 done = 0;
  while (done < size) {
    const std::size_t to_boundary = kPiece - (user + done) % kPiece;
    const std::size_t want = std::min<ksim_u64>(to_boundary, size - done);
    const std::size_t missing =
        ksim::mem::copy_until_fault(piece, reinterpret_cast<const void*>(user + done), want);
    const std::size_t got = want - missing;
    const void* nul = std::memchr(piece, 0, got);
    const std::size_t length =
        nul != nullptr ? static_cast<std::size_t>(static_cast<const char*>(nul) - piece) : got;
    if (to != nullptr) std::memcpy(to + done, piece, nul != nullptr ? length + 1 : length);
    done += length;
    if (nul != nullptr) return static_cast<ksim_s64>(done);
    if (missing > 0) return -EFAULT;
  }
  return static_cast<ksim_s64>(size);
}

}  // extern "C"
