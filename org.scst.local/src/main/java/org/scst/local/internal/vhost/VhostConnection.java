package org.scst.local.internal.vhost;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.UnixSocket;
import org.scst.local.internal.block.Sender;
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
    private static final int MOST_RINGS = 64;
    private static final int NO_DESCRIPTOR = 1 << 8;
    private static final int RING_MASK = 0xFF;

    private final Descriptor socket;
    private final Sender sender;
    private final Consumer<VhostConnection> ended;
    private final GuestMemory memory = new GuestMemory();
    private final ScsiQueues queues;
    private final Vring[] rings = new Vring[MOST_RINGS];
    private final LoopDescriptor[] kicks = new LoopDescriptor[MOST_RINGS];
    private final ByteBuf in = Unpooled.directBuffer(VhostMessage.HEADER + VhostMessage.MOST_PAYLOAD);
    private final List<Descriptor> passed = new ArrayList<>();
    private LoopDescriptor registered;
    private boolean enabledAtOnce = true;
    private boolean over;

    /** @param ended told once, at the end */
    VhostConnection(Descriptor socket, Sender sender, Consumer<VhostConnection> ended) {
        this.socket = socket;
        this.sender = sender;
        this.ended = ended;
        queues = new ScsiQueues(sender, memory, this::end);
        sender.onEvent(queues::reported);
        for (int i = 0; i < MOST_RINGS; i++) {
            rings[i] = new Vring();
        }
    }

    /** Has its event loop wait for it. */
    void begin() {
        LoopDescriptor.register(sender.loop(), socket, this::readable, this::end)
                .whenComplete((handle, failure) -> {
                    registered = handle;
                    if (failure != null) {
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
            case VhostMessage.GET_QUEUE_NUM -> reply(request, MOST_RINGS);
            case VhostMessage.GET_VRING_BASE -> stopRing(request);
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
            case VhostMessage.RESET_OWNER -> stopAll();
            case VhostMessage.SET_MEM_TABLE -> memoryTable(need(8));
            case VhostMessage.SET_VRING_NUM -> ring(need(8).readIntLE()).size(in.readIntLE());
            case VhostMessage.SET_VRING_BASE -> ring(need(8).readIntLE()).base(in.readIntLE());
            case VhostMessage.SET_VRING_ADDR -> addresses(need(40));
            case VhostMessage.SET_VRING_KICK -> kick(need(8).readLongLE());
            case VhostMessage.SET_VRING_CALL -> call(need(8).readLongLE());
            case VhostMessage.SET_VRING_ERR -> need(8);
            case VhostMessage.SET_VRING_ENABLE -> {
                int index = need(8).readIntLE();
                ring(index).enabled = in.readIntLE() != 0;
                look(index);
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

    private Vring ring(int index) throws GuestException {
        if (index < 0 || index >= MOST_RINGS) {
            throw new GuestException("queue " + index + "; there are " + MOST_RINGS);
        }
        return rings[index];
    }

    private void features(long features) throws GuestException {
        if ((features & ~VhostMessage.FEATURES) != 0) {
            throw new GuestException("features " + Long.toHexString(features) + "h, which were not all offered");
        }
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
        for (Descriptor descriptor : passed) {
            memory.map(table.readLongLE(), table.readLongLE(), table.readLongLE(), table.readLongLE(), descriptor);
        }
        for (Vring ring : rings) {
            ring.relocate(memory);
        }
    }

    private void addresses(ByteBuf payload) throws GuestException {
        Vring ring = ring(payload.readIntLE());
        payload.readIntLE();
        ring.addresses(memory, payload.readLongLE(), payload.readLongLE(), payload.readLongLE());
    }

    private void kick(long value) throws GuestException, LinuxException {
        int index = (int) (value & RING_MASK);
        Vring ring = ring(index);
        forgetKick(index);
        if ((value & NO_DESCRIPTOR) != 0 || passed.isEmpty()) {
            throw new GuestException("a queue without an event to wait for");
        }
        Descriptor waited = event();
        ring.kick = waited;
        ring.enabled |= enabledAtOnce;
        LoopDescriptor.register(sender.loop(), waited, () -> kicked(index), this::end)
                .whenComplete((handle, failure) -> registered(index, waited, handle, failure));
        look(index);
    }

    private void registered(int index, Descriptor waited, LoopDescriptor handle, Throwable failure) {
        if (failure != null) {
            end("a queue's event cannot be waited for: " + failure.getMessage());
        } else if (rings[index].kick == waited) {
            kicks[index] = handle;
        } else {
            handle.cancel();
            waited.close();
        }
    }

    /**
     * An event that has come with the message; taken by the caller.
     *
     * @throws GuestException when it is something else: reading or writing that might hold up the loop
     */
    private Descriptor event() throws GuestException, LinuxException {
        if (!passed.getFirst().isEvent()) {
            throw new GuestException("a descriptor that is no event (eventfd)");
        }
        passed.getFirst().neverWaits();
        return passed.removeFirst();
    }

    private void call(long value) throws GuestException, LinuxException {
        Vring ring = ring((int) (value & RING_MASK));
        if (ring.call != null) {
            ring.call.close();
            ring.call = null;
        }
        if ((value & NO_DESCRIPTOR) == 0 && !passed.isEmpty()) {
            ring.call = event();
            // What was used while nobody could be called.
            ring.call.signal();
        }
    }

    private void kicked(int index) {
        if (rings[index].kick != null) {
            rings[index].kick.drain();
            try {
                look(index);
            } catch (GuestException e) {
                end(e.getMessage());
            }
        }
    }

    private void look(int index) throws GuestException {
        if (rings[index].isReady()) {
            queues.take(index, rings[index]);
        }
    }

    /** Where it stood; what has been taken from it is still answered before anything else is. */
    private void stopRing(int request) throws GuestException {
        int index = need(8).readIntLE();
        Vring ring = ring(index);
        int base = ring.base();
        forgetKick(index);
        ring.enabled = false;
        whenIdle(() -> {
            ring.detach();
            ByteBuf reply = Unpooled.directBuffer(8).writeIntLE(index).writeIntLE(base);
            reply(request, reply);
        });
    }

    /** Commands of a stopped guest end in their own time; its hypervisor waits for them. */
    private void whenIdle(Runnable then) {
        if (over) {
            return;
        }
        if (queues.inProgress() == 0) {
            then.run();
        } else {
            registered.waits(false);
            queues.onIdle(() -> {
                then.run();
                registered.waits(!over);
            });
        }
    }

    private void stopAll() {
        for (int i = 0; i < MOST_RINGS; i++) {
            forgetKick(i);
            rings[i].enabled = false;
        }
    }

    private void forgetKick(int index) {
        Descriptor kick = rings[index].kick;
        rings[index].kick = null;
        if (kicks[index] != null) {
            kicks[index].cancel();
            kicks[index] = null;
        }
        if (kick != null) {
            kick.close();
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

    /** Ends it; a second call does nothing. */
    void end(String cause) {
        if (over) {
            return;
        }
        over = true;
        LOG.info("A virtual machine has left: {}", cause);
        queues.close();
        sender.close("its virtual machine has left");
        stopAll();
        for (Vring ring : rings) {
            ring.close();
        }
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
