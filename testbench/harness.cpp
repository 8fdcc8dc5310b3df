// Runs one verilated design on behalf of Bitloom: binary requests on stdin, one reply each on stdout, until stdin ends.
// The same source serves every design; what differs is in ports.generated.h. The protocol is described in docs/verilator.md.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>

#include "channel.h"
#include "design.h"

namespace {

constexpr uint32_t PROTOCOL_VERSION = 1;

enum Command : uint8_t { HELLO, POKE, PEEK, RUN, RUN_UNTIL, DRIVE, HASH, OPEN_TRACE, CLOSE_TRACE, WRITE_COVERAGE };

/// A long run is answered piece by piece, so that the other side sees progress and can tell a long run from a hung one.
class Slice {
public:
    // 256 cycles take 0.1 ms to 0.1 s, from the smallest designs to very large ones; reading the clock then costs nothing.
    static constexpr uint64_t CYCLES_PER_LOOK = 256;

    bool over() const { return std::chrono::steady_clock::now() >= end; }

private:
    std::chrono::steady_clock::time_point end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
};

void hello(Design& design, Reply& reply) {
    reply.put(PROTOCOL_VERSION);
    reply.put(uint32_t(design.ports.size()));
}

void poke(Design& design, Request& request) {
    for (uint32_t count = request.take<uint32_t>(); count != 0; --count) {
        Port& port = design.port(request.take<uint32_t>());
        design.poke(port, request.take(port.valueSize()));
    }
}

void peek(Design& design, Request& request, Reply& reply) {
    const Port& port = design.port(request.take<uint32_t>());
    design.settle();
    reply.put(port.storage, port.valueSize());
}

void run(Design& design, Request& request, Reply& reply) {
    const uint64_t cycles = request.take<uint64_t>();
    const Slice slice;
    uint64_t done = 0;
    while (done != cycles) {
        const uint64_t some = std::min(cycles - done, Slice::CYCLES_PER_LOOK);
        design.run(some);
        done += some;
        if (slice.over()) break;
    }
    reply.put(done);
}

void runUntil(Design& design, Request& request, Reply& reply) {
    const uint64_t limit = request.take<uint64_t>();
    const Port& port = design.port(request.take<uint32_t>());
    const uint8_t* const value = request.take(port.valueSize());
    const Slice slice;
    uint64_t done = 0;
    bool reached;
    for (;; ++done) {
        design.settle();
        reached = port.equals(value);
        if (reached || done == limit) break;
        if (done % Slice::CYCLES_PER_LOOK == Slice::CYCLES_PER_LOOK - 1 && slice.over()) break;
        design.run(1);
    }
    reply.put(done);
    reply.put(uint8_t(reached));
}

void drive(Design& design, Request& request, Reply& reply) {
    const uint32_t rows = request.take<uint32_t>();
    std::vector<Port*> driven(request.take<uint32_t>());
    std::vector<Port*> recorded(request.take<uint32_t>());
    for (Port*& port : driven) port = &design.port(request.take<uint32_t>());
    for (Port*& port : recorded) port = &design.port(request.take<uint32_t>());
    for (uint32_t row = 0; row != rows; ++row) {
        for (Port* port : driven) design.poke(*port, request.take(port->valueSize()));
        design.settle();
        for (const Port* port : recorded) reply.put(port->storage, port->valueSize());
        design.run(1);
    }
}

void serve(Design& design, Request& request, Reply& reply) {
    const uint8_t command = request.take<uint8_t>();
    switch (command) {
    case HELLO: return hello(design, reply);
    case POKE: return poke(design, request);
    case PEEK: return peek(design, request, reply);
    case RUN: return run(design, request, reply);
    case RUN_UNTIL: return runUntil(design, request, reply);
    case DRIVE: return drive(design, request, reply);
    case HASH: return reply.put(design.hash());
    case OPEN_TRACE: return design.openTrace(request.takeRest());
    case CLOSE_TRACE: return design.closeTrace();
    case WRITE_COVERAGE: return design.writeCoverage(request.takeRest());
    default: throw RequestError("no command has the number " + std::to_string(command));
    }
}

const Design* running = nullptr;

/// A check of the design stops it by abort(): its message gets the cycle, which the Verilog does not know.
void sayCycle(int) {
    std::fprintf(stderr, "Bitloom: stopped in cycle %llu\n", static_cast<unsigned long long>(running->cycles()));
}

} // namespace

int main(int count, char** arguments) {
    Channel channel;
    const bool hashed = std::none_of(arguments, arguments + count, [](const char* text) { return !std::strcmp(text, "+bitloom+hash+0"); });
    Design design(count, arguments, hashed);
    running = &design;
    std::signal(SIGABRT, sayCycle);
    for (;;) {
        Request request;
        if (!channel.receive(request)) return 0;
        try {
            Reply reply;
            serve(design, request, reply);
            channel.sendResult(reply);
        } catch (const RequestError& error) {
            channel.sendError(error.what());
        }
    }
}
