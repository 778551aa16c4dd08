package org.scst.local.internal.vhost;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.UnixSocket;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.handover.LeftConnection;
import org.scst.local.internal.loop.LoopDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hypervisor that has connected: it shares its guest's memory, and says where in it the queues are.
 *
 * <p><i>Threading:</i> confined to its event loop. <i>Ownership:</i> of the socket, of all descriptors that come by it, of the nexus.
 */
final class VhostConnection {
    private static final Logger LOG = LoggerFactory.getLogger(VhostConnection.class);
    private static final Duration LEAVING = Duration.ofSeconds(2);
    private static final long LEAVING_STEP_MILLIS = 5;
    private static final String REGION = "region.";
    private static final String PASSED = "passed.";
    private static final int NO_DESCRIPTOR = 1 << 8;
    private static final int RING_MASK = 0xFF;

    private final Descriptor socket;
    private final Sender sender;
    private final Consumer<VhostConnection> ended;
    private final GuestMemory memory = new GuestMemory();
    private final ScsiQueues queues;
    private final VhostRings rings;
    private final Deque<Integer> stopping = new ArrayDeque<>();
    private final ByteBuf in = Unpooled.directBuffer(VhostMessage.HEADER + VhostMessage.MOST_PAYLOAD);
    private final List<Descriptor> passed = new ArrayList<>();
    private LoopDescriptor registered;
    private long acknowledged;
    private boolean enabledAtOnce = true;
    private boolean leaving;
    private boolean over;

    /** @param ended told once, at the end */
    VhostConnection(Descriptor socket, Sender sender, Consumer<VhostConnection> ended) {
        this.socket = socket;
        this.sender = sender;
        this.ended = ended;
        queues = new ScsiQueues(sender, memory, this::end);
        sender.onEvent(queues::reported);
        rings = new VhostRings(sender.loop(), memory, queues, this::end);
    }

    /** Has its event loop wait for it. */
    void begin() {
        LoopDescriptor.register(sender.loop(), socket, this::readable, this::end)
                .whenComplete((handle, failure) -> {
                    registered = handle;
                    if (failure == null && (leaving || over)) {
                        handle.cancel();
                    } else if (failure != null) {
                        end(String.valueOf(failure.getMessage()));
                    }
                });
    }

    private void readable() {
        try {
            while (!over && receive()) {
                message();
            }
        } catch (GuestException | LinuxException e) {
            end(e.getMessage());
        }
    }

    /** Receives what is missing of a message; returns whether it is whole. */
    private boolean receive() throws GuestException, LinuxException {
        int wanted = VhostMessage.HEADER;
        if (in.writerIndex() >= VhostMessage.HEADER) {
            wanted += payload();
        }
        while (in.writerIndex() < wanted) {
            int received = UnixSocket.receive(
                    socket, in.memoryAddress() + in.writerIndex(), wanted - in.writerIndex(), passed);
            if (received == -Errno.EAGAIN) {
                return false;
            }
            if (received <= 0) {
                end(received == 0 ? "the hypervisor has closed it" : Errno.text(-received));
                return false;
            }
            if (passed.size() > UnixSocket.MAX_DESCRIPTORS) {
                throw new GuestException("a message with " + passed.size() + " descriptors");
            }
            in.writerIndex(in.writerIndex() + received);
            if (in.writerIndex() == VhostMessage.HEADER) {
                wanted += payload();
            }
        }
        return true;
    }

    private int payload() throws GuestException {
        long size = in.getUnsignedIntLE(8);
        int version = in.getIntLE(4) & VhostMessage.VERSION_MASK;
        if (version != VhostMessage.VERSION || size > VhostMessage.MOST_PAYLOAD) {
            throw new GuestException("a message of version " + version + " with " + size
                    + " bytes; version 1 is spoken here, by" + " hypervisors with vhost-user");
        }
        return (int) size;
    }

    private void message() throws GuestException, LinuxException {
        int request = in.getIntLE(0);
        boolean wantsReply = (in.getIntLE(4) & VhostMessage.WANTS_REPLY) != 0;
        in.readerIndex(VhostMessage.HEADER);
        boolean replied = serve(request);
        passed.forEach(Descriptor::close);
        passed.clear();
        if (wantsReply && !replied && !over) {
            reply(request, 0);
        }
        in.clear();
    }

    private boolean serve(int request) throws GuestException, LinuxException {
        switch (request) {
            case VhostMessage.GET_FEATURES -> reply(request, VhostMessage.FEATURES);
            case VhostMessage.GET_PROTOCOL_FEATURES -> reply(request, VhostMessage.PROTOCOL_FEATURES);
            case VhostMessage.GET_QUEUE_NUM -> reply(request, VhostRings.MOST);
            case VhostMessage.GET_VRING_BASE -> stopRing();
            default -> {
                set(request);
                return false;
            }
        }
        return true;
    }

    private void set(int request) throws GuestException, LinuxException {
        switch (request) {
            case VhostMessage.SET_OWNER, VhostMessage.SET_PROTOCOL_FEATURES -> need(0);
            case VhostMessage.SET_FEATURES -> features(need(8).readLongLE());
            case VhostMessage.RESET_OWNER -> rings.stopAll();
            case VhostMessage.SET_MEM_TABLE -> memoryTable(need(8));
            case VhostMessage.SET_VRING_NUM -> rings.ring(need(8).readIntLE()).size(in.readIntLE());
            case VhostMessage.SET_VRING_BASE -> rings.ring(need(8).readIntLE()).base(in.readIntLE());
            case VhostMessage.SET_VRING_ADDR -> addresses(need(40));
            case VhostMessage.SET_VRING_KICK -> kick(need(8).readLongLE());
            case VhostMessage.SET_VRING_CALL -> call(need(8).readLongLE());
            case VhostMessage.SET_VRING_ERR -> need(8);
            case VhostMessage.SET_VRING_ENABLE -> {
                int index = need(8).readIntLE();
                rings.ring(index).enabled = in.readIntLE() != 0;
                rings.look(index);
            }
            default -> throw new GuestException("the request " + request + ", which was not offered");
        }
    }

    private ByteBuf need(int bytes) throws GuestException {
        if (in.readableBytes() < bytes) {
            throw new GuestException("a request " + in.getIntLE(0) + " of " + in.readableBytes() + " bytes");
        }
        return in;
    }

    private void features(long features) throws GuestException {
        if ((features & ~VhostMessage.FEATURES) != 0) {
            throw new GuestException("features " + Long.toHexString(features) + "h, which were not all offered");
        }
        acknowledged = features;
        enabledAtOnce = (features & VhostMessage.PROTOCOL_FEATURES_FEATURE) == 0;
    }

    private void memoryTable(ByteBuf table) throws GuestException, LinuxException {
        int regions = table.readIntLE();
        table.readIntLE();
        if (regions < 0 || regions > GuestMemory.MOST_REGIONS || regions != passed.size()) {
            throw new GuestException(regions + " regions of memory with " + passed.size() + " descriptors");
        }
        need(regions * 32);
        memory.replace(queues.inProgress() > 0);
        for (int i = 0; i < regions; i++) {
            VhostState.Region region = new VhostState.Region(
                    table.readLongLE(), table.readLongLE(), table.readLongLE(), table.readLongLE());
            memory.map(region, passed.getFirst());
            passed.removeFirst();
        }
        rings.relocate();
    }

    private void addresses(ByteBuf payload) throws GuestException {
        Vring ring = rings.ring(payload.readIntLE());
        payload.readIntLE();
        ring.addresses(memory, payload.readLongLE(), payload.readLongLE(), payload.readLongLE());
    }

    private void kick(long value) throws GuestException, LinuxException {
        Vring ring = rings.ring((int) (value & RING_MASK));
        rings.forgetKick(ring.index);
        if ((value & NO_DESCRIPTOR) != 0 || passed.isEmpty()) {
            throw new GuestException("a queue without an event to wait for");
        }
        ring.enabled |= enabledAtOnce;
        rings.kick(ring, event());
    }

    /** An event that has come with the message; taken by the caller. */
    private Descriptor event() throws GuestException, LinuxException {
        VhostRings.verify(passed.getFirst());
        return passed.removeFirst();
    }

    private void call(long value) throws GuestException, LinuxException {
        Vring ring = rings.ring((int) (value & RING_MASK));
        VhostRings.call(ring, (value & NO_DESCRIPTOR) == 0 && !passed.isEmpty() ? event() : null);
    }

    /** Where it stood; what has been taken from it is still answered before anything else is. */
    private void stopRing() throws GuestException {
        int index = need(8).readIntLE();
        rings.ring(index);
        rings.stop(index);
        stopping.add(index);
        answerStops();
    }

    /** Commands of a stopped guest end in their own time; its hypervisor waits for them. */
    private void answerStops() {
        if (over) {
            return;
        }
        if (queues.inProgress() > 0) {
            if (registered != null) {
                registered.waits(false);
            }
            queues.onIdle(this::answerStops);
            return;
        }
        while (!stopping.isEmpty() && !over) {
            int index = stopping.remove();
            try {
                Vring ring = rings.ring(index);
                ring.detach();
                reply(
                        VhostMessage.GET_VRING_BASE,
                        Unpooled.directBuffer(8).writeIntLE(index).writeIntLE(ring.base()));
            } catch (GuestException e) {
                end(e.getMessage());
            }
        }
        if (registered != null) {
            registered.waits(!over);
        }
    }

    private void reply(int request, long value) {
        reply(request, Unpooled.directBuffer(8).writeLongLE(value));
    }

    /** @param payload taken */
    private void reply(int request, ByteBuf payload) {
        ByteBuf message = Unpooled.directBuffer(VhostMessage.HEADER + payload.readableBytes());
        message.writeIntLE(request)
                .writeIntLE(VhostMessage.VERSION | VhostMessage.REPLY)
                .writeIntLE(payload.readableBytes())
                .writeBytes(payload);
        int sent = UnixSocket.send(socket, message.memoryAddress(), message.readableBytes());
        if (sent != message.readableBytes()) {
            end("the hypervisor does not take replies");
        }
        payload.release();
        message.release();
    }

    /**
     * Leaves it to the driver's next revision: what the guest asks from now on waits, what it has asked is answered within a time, or
     * noted.
     *
     * @return completes on the loop; empty when it has ended
     */
    CompletableFuture<Optional<LeftConnection>> leave() {
        CompletableFuture<Optional<LeftConnection>> left = new CompletableFuture<>();
        leaving = true;
        if (registered != null) {
            registered.cancel();
        }
        rings.rest();
        leave(System.nanoTime() + LEAVING.toNanos(), left);
        return left;
    }

    private void leave(long end, CompletableFuture<Optional<LeftConnection>> left) {
        if (over) {
            left.complete(Optional.empty());
        } else if (queues.isBusy() && System.nanoTime() - end < 0) {
            sender.loop().schedule(() -> leave(end, left), LEAVING_STEP_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            left.complete(Optional.of(letGo()));
        }
    }

    private LeftConnection letGo() {
        over = true;
        ByteBuf unread = Unpooled.copiedBuffer(in);
        VhostState state = new VhostState(
                acknowledged,
                memory.state(),
                rings.state(),
                unread,
                passed.size(),
                List.copyOf(stopping),
                queues.state());
        LOG.info(
                "A virtual machine is left to the next revision, with {} requests",
                state.scsi().unanswered().size());
        queues.close();
        sender.leave("the driver withdraws");
        Map<String, Descriptor> others = rings.leave();
        number(REGION, memory.leave(), others);
        number(PASSED, passed, others);
        in.release();
        ended.accept(this);
        return new LeftConnection(socket, others, state.write());
    }

    private static void number(String role, List<Descriptor> descriptors, Map<String, Descriptor> all) {
        for (int i = 0; i < descriptors.size(); i++) {
            all.put(role + i, descriptors.get(i));
        }
    }

    /**
     * Goes on with a connection that an earlier revision has left.
     *
     * @param left taken
     * @param ended as of the constructor; not told of one that is not gone on with
     * @return empty when it cannot be gone on with, and has ended
     */
    static Optional<VhostConnection> resume(LeftConnection left, Sender sender, Consumer<VhostConnection> ended) {
        VhostConnection[] resumed = new VhostConnection[1];
        Map<String, Descriptor> descriptors = new HashMap<>(left.others());
        VhostConnection connection = new VhostConnection(left.socket(), sender, gone -> {
            if (resumed[0] != null) {
                ended.accept(gone);
            }
        });
        try {
            connection.recall(VhostState.read(left.state()), descriptors);
        } catch (GuestException | LinuxException | RuntimeException | Error e) {
            LOG.warn(
                    "A virtual machine that an earlier revision has left does not go on: {}",
                    String.valueOf(e.getMessage()));
            connection.end("its state is not accepted");
        } finally {
            descriptors.values().forEach(Descriptor::close);
            left.state().release();
        }
        if (connection.over) {
            return Optional.empty();
        }
        resumed[0] = connection;
        return Optional.of(connection);
    }

    private void recall(VhostState state, Map<String, Descriptor> descriptors) throws GuestException, LinuxException {
        features(state.features());
        for (int i = 0; i < state.regions().size(); i++) {
            memory.map(state.regions().get(i), need(descriptors, REGION + i));
            descriptors.remove(REGION + i);
        }
        rings.recall(state.rings(), descriptors);
        if (state.unread().readableBytes() > in.capacity() || state.passed() > UnixSocket.MAX_DESCRIPTORS) {
            throw new GuestException("its state with more of a message than there is");
        }
        in.writeBytes(state.unread());
        for (int i = 0; i < state.passed(); i++) {
            passed.add(need(descriptors, PASSED + i));
            descriptors.remove(PASSED + i);
        }
        for (int index : state.stopping()) {
            rings.ring(index);
            stopping.add(index);
        }
        queues.resume(state.scsi(), rings::ring);
        rings.begin();
        begin();
        if (!stopping.isEmpty()) {
            answerStops();
        }
    }

    private static Descriptor need(Map<String, Descriptor> descriptors, String role) throws GuestException {
        Descriptor descriptor = descriptors.get(role);
        if (descriptor == null) {
            throw new GuestException("its state without the descriptor " + role);
        }
        return descriptor;
    }

    /** Ends it; a second call does nothing. */
    void end(String cause) {
        if (over) {
            return;
        }
        over = true;
        LOG.info("A virtual machine has left: {}", cause);
        queues.close();
        sender.close("its virtual machine has left");
        rings.close();
        memory.close();
        passed.forEach(Descriptor::close);
        passed.clear();
        if (registered != null) {
            registered.cancel();
        }
        socket.close();
        in.release();
        ended.accept(this);
    }
}
