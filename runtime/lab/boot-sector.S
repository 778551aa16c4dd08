# The boot sector that operators-page puts on a disk: reads block 1 and prints it to the serial line, writes it to block 2, powers off.
# What it says of a disk it has from the BIOS, which has it from the disk.
    .code16
    .globl _start
_start:
    xor %ax, %ax
    mov %ax, %ds
    mov %ax, %es
    mov %ax, %ss
    mov $0x7c00, %sp
    cld
    mov %dl, drive
    mov $0x42, %ah
    call transfer
    mov $buffer, %si
    call print
    movl $2, block
    mov $0x4300, %ax
    call transfer
    mov $written, %si
    call print
end:
    mov $0x604, %dx      # the power management control register, where the BIOS puts it on this board
    mov $0x2000, %ax
    out %ax, %dx
    hlt
    jmp end

transfer:
    mov $packet, %si
    mov drive, %dl
    int $0x13
    jnc 1f
    mov $failed, %si
    call print
    jmp end
1:  ret

print:
    lodsb
    test %al, %al
    jz 1f
    mov $0x3f8, %dx
    out %al, %dx
    jmp print
1:  ret

drive:   .byte 0
packet:  .byte 16, 0
         .word 1, buffer, 0
block:   .long 1, 0
written: .asciz "written back\n"
failed:  .asciz "the disk failed\n"
    .org 510
    .word 0xaa55
    .equ buffer, 0x7e00
