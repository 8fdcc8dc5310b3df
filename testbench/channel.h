// Frames of the harness protocol (docs/verilator.md): a length (u32, of what follows), then bytes. All numbers little endian.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the protocol copies values as they lie in memory");

/// A request that can't be served. The text goes back as an error reply; the harness lives on.
struct RequestError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The bytes of one request, read from the front.
class Request {
public:
    std::vector<uint8_t> bytes;

    template <typename Number> Number take() {
        Number number;
        std::memcpy(&number, take(sizeof number), sizeof number);
        return number;
    }

    const uint8_t* take(size_t size) {
        if (bytes.size() - at < size) throw RequestError("the request ends too early");
        const uint8_t* const taken = bytes.data() + at;
        at += size;
        return taken;
    }

    std::string takeRest() {
        const size_t size = bytes.size() - at;
        return std::string(reinterpret_cast<const char*>(take(size)), size);
    }

private:
    size_t at = 0;
};

/// The payload of one reply.
class Reply {
public:
    std::vector<uint8_t> bytes;

    template <typename Number> void put(Number number) { put(reinterpret_cast<const uint8_t*>(&number), sizeof number); }
    void put(const uint8_t* data, size_t size) { bytes.insert(bytes.end(), data, data + size); }
};

/// Requests on stdin, replies on what stdout was at the start. From then on stdout is stderr, so that $display in a design
/// lands among the messages and never inside a frame.
class Channel {
public:
    Channel() : replies(fdopen(dup(STDOUT_FILENO), "wb")) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        std::setvbuf(stdout, nullptr, _IOLBF, 0);
    }

    /// False when the other side has closed.
    bool receive(Request& request) {
        uint32_t size;
        if (std::fread(&size, sizeof size, 1, stdin) != 1) return false;
        request.bytes.resize(size);
        return size == 0 || std::fread(request.bytes.data(), size, 1, stdin) == 1;
    }

    void sendResult(const Reply& reply) { send(0, reply.bytes.data(), reply.bytes.size()); }
    void sendError(const std::string& text) { send(1, text.data(), text.size()); }

private:
    FILE* replies;

    void send(uint8_t status, const void* data, size_t size) {
        const uint32_t length = uint32_t(size + 1);
        std::fwrite(&length, sizeof length, 1, replies);
        std::fwrite(&status, 1, 1, replies);
        std::fwrite(data, 1, size, replies);
        std::fflush(replies);
    }
};
