package org.scst.user.internal.full;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.scst.core.device.DataMemory;
import org.scst.core.device.VpdPage;
import org.scst.user.internal.queue.CommandReply;
import org.scst.user.internal.queue.Request;
import org.scst.user.wire.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of vital product data that a process says to have: asked for when the device opens, by INQUIRY as an initiator would, and told by core
 * from then on. What core makes itself, or what tells of ports, is left out.
 *
 * <p><i>Threading:</i> confined to the opening of the device.
 */
final class ProcessPages {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessPages.class);
    /** For all of them: the device does not open meanwhile. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int ROOM = 4096;
    private static final int HEADER = 4;
    private static final Set<Integer> CORES = Set.of(0x00, 0x80, 0x83, 0x86, 0x87, 0x88, 0x8F, 0x90, 0x91, 0x92);

    private final FullDevice device;
    private final DataMemory memory;

    ProcessPages(FullDevice device, DataMemory memory) {
        this.device = device;
        this.memory = memory;
    }

    /** A page as the process gave it. */
    private record Page(int pageCode, byte[] content) implements VpdPage {
        @Override
        public byte[] content() {
            return content.clone();
        }
    }

    /** All of them, each once; none when the process does not answer as it should, or not in time. */
    List<VpdPage> read() {
        List<VpdPage> pages = new ArrayList<>();
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            for (int page : codes(page(0, end))) {
                pages.add(new Page(page, page(page, end)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | UntrueReplyException e) {
            LOG.warn("The process of {} does not tell its vital product data: {}", device.name(), e.toString());
        }
        return List.copyOf(pages);
    }

    private static Set<Integer> codes(byte[] list) {
        Set<Integer> codes = new TreeSet<>();
        for (byte code : list) {
            codes.add(code & 0xFF);
        }
        codes.removeAll(CORES);
        return codes;
    }

    /** The page from byte 4 on. */
    private byte[] page(int code, long end)
            throws InterruptedException, ExecutionException, TimeoutException, UntrueReplyException {
        ByteBuf room = memory.grant(ROOM);
        if (room == null) {
            throw new UntrueReplyException("it has gone");
        }
        byte[] cdb = {0x12, 1, (byte) code, (byte) (ROOM >> 8), 0, 0};
        CompletableFuture<CommandReply> answered = device.ask(
                new Request(Operation.COMMAND, Operation.DATA_IN, 0, ROOM, memory.offset(room, 0, ROOM), ROOM, cdb));
        CompletableFuture<byte[]> bytes = answered.thenApply(reply -> copy(reply, room));
        bytes.whenComplete(
                (page, failure) -> room.release()); // not before: the process may write there until it has answered
        byte[] page = bytes.get(Math.max(end - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
        if (page.length < HEADER || page[1] != (byte) code) {
            throw new UntrueReplyException(
                    "it has answered INQUIRY for page " + Integer.toHexString(code) + "h otherwise");
        }
        int length = (page[2] & 0xFF) << 8 | page[3] & 0xFF;
        return Arrays.copyOfRange(page, HEADER, Math.min(HEADER + length, page.length));
    }

    private static byte[] copy(CommandReply reply, ByteBuf room) {
        boolean good = reply.result() == Operation.OK && reply.status() == 0;
        byte[] bytes = new byte[good ? reply.length() : 0];
        room.getBytes(0, bytes);
        return bytes;
    }
}
