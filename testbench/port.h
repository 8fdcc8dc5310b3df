// A port of the verilated design, as the bytes in which Verilator holds it.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

enum class Direction { INPUT, OUTPUT };

/// Verilator keeps a port in 1, 2, 4 or 8 bytes (CData, SData, IData, QData) or in 32-bit words (VlWide), the lowest bits first and
/// the bits above the width 0. On a little-endian machine all of these are one thing: a run of bytes.
struct Port {
    const char* name;
    unsigned width;
    Direction direction;
    uint8_t* storage;
    size_t storageSize;

    template <typename Storage>
    Port(const char* name, unsigned width, Direction direction, Storage& storage)
        : name(name), width(width), direction(direction), storage(reinterpret_cast<uint8_t*>(&storage)), storageSize(sizeof storage) {}

    /// Bytes of a value in the protocol.
    size_t valueSize() const { return (width + 7) / 8; }

    /// `value` has valueSize() bytes and 0 above the width.
    void write(const uint8_t* value) { std::memcpy(storage, value, valueSize()); }
    bool equals(const uint8_t* value) const { return std::memcmp(storage, value, valueSize()) == 0; }
};

/// One 64-bit piece of an output, for the hash. The topmost piece may be shorter.
struct Limb {
    const uint8_t* storage;
    size_t size;

    uint64_t value() const {
        switch (size) {
        case 1: return *storage;
        case 2: return *reinterpret_cast<const uint16_t*>(storage);
        case 4: return *reinterpret_cast<const uint32_t*>(storage);
        default: return *reinterpret_cast<const uint64_t*>(storage);
        }
    }
};

/// The limbs of all outputs: ports in order, within a port from the low end.
inline std::vector<Limb> outputLimbs(const std::vector<Port>& ports) {
    std::vector<Limb> limbs;
    for (const Port& port : ports) {
        if (port.direction != Direction::OUTPUT) continue;
        for (size_t at = 0; at < port.storageSize; at += 8) {
            const size_t rest = port.storageSize - at;
            limbs.push_back({port.storage + at, rest < 8 ? rest : 8});
        }
    }
    return limbs;
}
