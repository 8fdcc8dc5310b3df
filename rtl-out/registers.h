/* Registers of the Bitloom accelerator: byte offsets on its AXI4-Lite port, 32 bits each. Generated; see registers.md. */
#ifndef BITLOOM_REGISTERS_H
#define BITLOOM_REGISTERS_H

#define BITLOOM_ID             0x00  /* 0x424c4d31, "BLM1" */
#define BITLOOM_VERSION        0x04  /* version of the descriptor format */
#define BITLOOM_ARRAY          0x08  /* dm in bits 7..0, dn in bits 15..8, dk in bits 31..16 */
#define BITLOOM_MEMORY         0x0c  /* port bits in 15..0, log2 of the activation depth in 23..16, log2 of the weight depth in 31..24 */
#define BITLOOM_CONTROL        0x10  /* bit 0: start the chain at DESCRIPTORS; bit 1: clear the interrupt */
#define BITLOOM_STATUS         0x14  /* bit 0: busy; bit 1: interrupt pending; bits 9..8: error (1 bad descriptor, 2 read error, 3 write error) */
#define BITLOOM_DESCRIPTORS    0x18  /* address of the first descriptor */
#define BITLOOM_INTERRUPT      0x1c  /* bit 0: interrupt enable */
#define BITLOOM_CYCLES         0x20  /* cycles busy with the chain */
#define BITLOOM_LAYERS         0x24  /* layers done */
#define BITLOOM_ARRAY_STEPS    0x28  /* cycles in which the array counts */
#define BITLOOM_DRAIN_STALLS   0x2c  /* cycles in which the array waits for the requantiser */
#define BITLOOM_WEIGHT_WAITS   0x30  /* cycles in which the array waits for weights */
#define BITLOOM_READ_BEATS     0x34  /* beats read from memory */
#define BITLOOM_WRITE_BEATS    0x38  /* beats written to memory */

/* Error codes, STATUS bits 9..8. */
#define BITLOOM_ERROR_NONE           0
#define BITLOOM_ERROR_BAD_DESCRIPTOR 1
#define BITLOOM_ERROR_READ_ERROR     2
#define BITLOOM_ERROR_WRITE_ERROR    3

#endif
