/* Registers of bitloom: byte offsets of words of 32 bits, masks of their fields. Generated. */
#ifndef BITLOOM_REGISTERS_H
#define BITLOOM_REGISTERS_H

#define BITLOOM_ID                           0x00        /* "BLM1" */
#define BITLOOM_ID_VALUE                     0x424c4d31u

#define BITLOOM_VERSION                      0x04        /* version of the descriptor format */
#define BITLOOM_VERSION_VALUE                1u

#define BITLOOM_ARRAY                        0x08        /* size of the array */
#define BITLOOM_ARRAY_DM_MASK                0x000000ffu /* output channels at once */
#define BITLOOM_ARRAY_DM_SHIFT               0
#define BITLOOM_ARRAY_DM_VALUE               8u
#define BITLOOM_ARRAY_DN_MASK                0x0000ff00u /* output pixels at once */
#define BITLOOM_ARRAY_DN_SHIFT               8
#define BITLOOM_ARRAY_DN_VALUE               8u
#define BITLOOM_ARRAY_DK_MASK                0xffff0000u /* bits of a dot-product unit */
#define BITLOOM_ARRAY_DK_SHIFT               16
#define BITLOOM_ARRAY_DK_VALUE               64u

#define BITLOOM_MEMORY                       0x0c        /* port, thresholds and memories */
#define BITLOOM_MEMORY_PORT_BITS_MASK        0x00000fffu /* bits of the AXI4 data port */
#define BITLOOM_MEMORY_PORT_BITS_SHIFT       0
#define BITLOOM_MEMORY_PORT_BITS_VALUE       64u
#define BITLOOM_MEMORY_THRESHOLD_BITS_MASK   0x0000f000u /* bits of the widest code that thresholds make; 0: no thresholds */
#define BITLOOM_MEMORY_THRESHOLD_BITS_SHIFT  12
#define BITLOOM_MEMORY_THRESHOLD_BITS_VALUE  0u
#define BITLOOM_MEMORY_ACTIVATION_LOG_MASK   0x00ff0000u /* log2 of the words of an activation bank */
#define BITLOOM_MEMORY_ACTIVATION_LOG_SHIFT  16
#define BITLOOM_MEMORY_ACTIVATION_LOG_VALUE  12u
#define BITLOOM_MEMORY_WEIGHT_LOG_MASK       0xff000000u /* log2 of the rows of the weight memory */
#define BITLOOM_MEMORY_WEIGHT_LOG_SHIFT      24
#define BITLOOM_MEMORY_WEIGHT_LOG_VALUE      11u

#define BITLOOM_CONTROL                      0x10        /* what to do */
#define BITLOOM_CONTROL_START                0x00000001u /* start the chain at DESCRIPTORS */
#define BITLOOM_CONTROL_CLEAR                0x00000002u /* clear the interrupt */
#define BITLOOM_CONTROL_RESET                0x00000004u /* end the chain: what is under way on the bus is finished, all else forgotten */

#define BITLOOM_STATUS                       0x14        /* how it goes */
#define BITLOOM_STATUS_BUSY                  0x00000001u /* a chain is running */
#define BITLOOM_STATUS_PENDING               0x00000002u /* the chain is done: the interrupt, if it is enabled */
#define BITLOOM_STATUS_ERROR_MASK            0x00000f00u /* what ended the last chain */
#define BITLOOM_STATUS_ERROR_SHIFT           8
#define BITLOOM_STATUS_ERROR_NONE            0u
#define BITLOOM_STATUS_ERROR_BAD_DESCRIPTOR  1u
#define BITLOOM_STATUS_ERROR_READ_ERROR      2u
#define BITLOOM_STATUS_ERROR_WRITE_ERROR     3u
#define BITLOOM_STATUS_ERROR_FORBIDDEN_WRITE 4u
#define BITLOOM_STATUS_ERROR_CONTRADICTION   5u
#define BITLOOM_STATUS_ERROR_TIME_LIMIT      6u
#define BITLOOM_STATUS_ERROR_RESET           7u
#define BITLOOM_STATUS_ERROR_DEAD_BUS        8u

#define BITLOOM_DESCRIPTORS                  0x18        /* address of the first descriptor */

#define BITLOOM_INTERRUPT                    0x1c        /* the interrupt */
#define BITLOOM_INTERRUPT_ENABLE             0x00000001u /* STATUS.PENDING interrupts */

#define BITLOOM_CYCLES                       0x20        /* cycles busy with the chain */
#define BITLOOM_LAYERS                       0x24        /* layers done */
#define BITLOOM_ARRAY_STEPS                  0x28        /* cycles in which the array counts */
#define BITLOOM_DRAIN_STALLS                 0x2c        /* cycles in which the array waits for the requantiser */
#define BITLOOM_WEIGHT_WAITS                 0x30        /* cycles in which the array waits for weights */
#define BITLOOM_READ_BEATS                   0x34        /* beats read from memory */
#define BITLOOM_WRITE_BEATS                  0x38        /* beats written to memory */
#define BITLOOM_TIME_LIMIT                   0x3c        /* cycles that a chain may take */
#define BITLOOM_WRITE_BASE                   0x40        /* first byte that a chain may write */
#define BITLOOM_WRITE_END                    0x44        /* first byte behind those that a chain may write */

#endif
