// One running copy of the verilated design: inputs, cycles, hash and trace. What a cycle is, is defined in src/sim/simulator.ts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "channel.h"
#include "port.h"
#include "ports.generated.h"
#include "verilated.h"
#if VM_TRACE_VCD
#include "verilated_vcd_c.h"
#endif
#if VM_COVERAGE
#include "verilated_cov.h"
#endif

class Design {
public:
    std::vector<Port> ports;

    /// `arguments` may hold +verilator+rand+reset+N and +verilator+seed+N for the power-up values; `hashed` = false leaves the hash out.
    Design(int count, char** arguments, bool hashed) : hashed(hashed) {
        context.commandArgs(count, arguments);
#if VM_TRACE_VCD
        context.traceEverOn(true);
#endif
        top = std::make_unique<Vdesign>(&context);
        ports = portsOf(*top);
        limbs = outputLimbs(ports);
        // Before the first eval, so that no random power-up value of an input makes an edge.
        for (Port& port : ports) {
            if (port.direction == Direction::INPUT) std::memset(port.storage, 0, port.storageSize);
        }
        setClock(*top, false);
        chooseLoop();
    }

    ~Design() {
        closeTrace();
        top->final();
    }

    Port& port(uint32_t index) {
        if (index >= ports.size()) throw RequestError("no port has the number " + std::to_string(index));
        return ports[index];
    }

    void poke(Port& port, const uint8_t* value) {
        if (port.direction != Direction::INPUT) throw RequestError(std::string("an output can't be poked: ") + port.name);
        port.write(value);
        settled = false;
    }

    /// Makes all outputs follow the inputs.
    void settle() {
        if (settled) return;
        top->eval();
        settled = true;
    }

    void run(uint64_t cycles) { (this->*loop)(cycles); }

    /// Cycles run so far: the number of the present one.
    uint64_t cycles() const { return cycle; }

    uint64_t hash() const {
        if (!hashed) throw RequestError("this simulator was started without the hash");
        return hashValue;
    }

    void openTrace(const std::string& path) {
#if VM_TRACE_VCD
        if (trace && trace->isOpen()) throw RequestError("a trace is open already");
        if (!trace) {
            trace = std::make_unique<VerilatedVcdC>();
            top->trace(trace.get(), 99);
        }
        trace->open(path.c_str());
        if (!trace->isOpen()) throw RequestError("can't write " + path);
        chooseLoop();
#else
        throw RequestError("no trace was built in for " + path);
#endif
    }

    void closeTrace() {
#if VM_TRACE_VCD
        if (!trace || !trace->isOpen()) return;
        settle();
        trace->dump(cycle * TIME_PER_CYCLE);
        trace->close();
        chooseLoop();
#endif
    }

    /// Line and toggle counts of all cycles so far, in Verilator's own format.
    void writeCoverage(const std::string& path) {
#if VM_COVERAGE
        context.coveragep()->write(path.c_str());
#else
        throw RequestError("no coverage was built in for " + path);
#endif
    }

private:
    // Even, so that the rising edge (middle of the cycle) has a time of its own in a VCD.
    static constexpr uint64_t TIME_PER_CYCLE = 10;

    VerilatedContext context;
    std::unique_ptr<Vdesign> top;
    std::vector<Limb> limbs;
    const bool hashed;
    bool settled = false;
    uint64_t cycle = 0;
    uint64_t hashValue = 0xcbf29ce484222325;
    // Hash and trace are chosen once per loop and not once per cycle: an unhashed, untraced cycle is two evals and nothing else.
    void (Design::*loop)(uint64_t) = nullptr;
#if VM_TRACE_VCD
    std::unique_ptr<VerilatedVcdC> trace;
#endif

    void chooseLoop() {
#if VM_TRACE_VCD
        if (trace && trace->isOpen()) {
            loop = hashed ? &Design::runCycles<true, true> : &Design::runCycles<false, true>;
            return;
        }
#endif
        loop = hashed ? &Design::runCycles<true, false> : &Design::runCycles<false, false>;
    }

    template <bool HASHED, bool TRACED> void runCycles(uint64_t cycles) {
        for (uint64_t end = cycle + cycles; cycle != end; ++cycle) {
            if (context.gotFinish()) throw RequestError("the design has called $finish, before cycle " + std::to_string(cycle));
            context.time(cycle * TIME_PER_CYCLE);
            settle();
            if (HASHED) foldOutputs();
            if (TRACED) dump(cycle * TIME_PER_CYCLE);
            if (!HAS_CLOCK) continue;
            setClock(*top, true);
            top->eval();
            if (TRACED) dump(cycle * TIME_PER_CYCLE + TIME_PER_CYCLE / 2);
            setClock(*top, false);
            top->eval();
        }
    }

    void foldOutputs() {
        uint64_t h = hashValue;
        for (const Limb& limb : limbs) {
            h = (h ^ limb.value()) * 0x100000001b3;
            h ^= h >> 29;
        }
        hashValue = h;
    }

    void dump(uint64_t time) {
#if VM_TRACE_VCD
        trace->dump(time);
#else
        (void)time;
#endif
    }
};
