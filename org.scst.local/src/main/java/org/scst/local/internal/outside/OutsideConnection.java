package org.scst.local.internal.outside;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.MemoryFile;
import org.scst.core.linux.ScatterList;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.linux.UnixSocket;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.scsi.TransportId;
import org.scst.local.InitiatorPort;
import org.scst.local.internal.block.Inventory;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.handover.LeftConnection;
import org.scst.local.internal.loop.LoopDescriptor;
import org.scst.local.internal.nexus.LostCommands;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One initiator of another process, and its nexus.
 *
 * <p><i>Threading:</i> confined to its event loop. <i>Ownership:</i> of the socket, the shared memory, the nexus.
 */
final class OutsideConnection {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideConnection.class);
    static final int MOST_COMMANDS = 128;
    static final int MOST_FUNCTIONS = 128;
    static final byte[] NO_SENSE = new byte[0];

    private static final Duration LEAVING = Duration.ofSeconds(2);
    private static final long LEAVING_STEP_MILLIS = 5;
    private static final String MEMORY = "memory";
    private static final int MOST_MEMORY = 64 << 20;
    private static final int PAGE = 4096;
    private static final TaskManagementFunction[] FUNCTIONS = TaskManagementFunction.values();

    private final Descriptor socket;
    private final Function<InitiatorPort, Sender> senders;
    private final Consumer<OutsideConnection> ended;
    private final ByteBuf in = Unpooled.directBuffer(OutsideMessage.MOST);
    private final ByteBuf out = Unpooled.directBuffer(OutsideMessage.MOST);
    private final Map<Long, OutsideCommand> commands = new HashMap<>();
    private LoopDescriptor registered;
    private Sender sender;
    private MemoryFile memory;
    private final List<Long> functions = new ArrayList<>();
    private final LostCommands lost = new LostCommands();
    private InitiatorPort port;
    private long lastIdentifier;
    private boolean leaving;
    private boolean over;

    /** @param ended told once, at the end */
    OutsideConnection(Descriptor socket, Function<InitiatorPort, Sender> senders, Consumer<OutsideConnection> ended) {
        this.socket = socket;
        this.senders = senders;
        this.ended = ended;
    }

    /** What a message is refused for: cause and cure. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String cause) {
            super(cause);
        }
    }

    void begin(EventLoop loop) {
        LoopDescriptor.register(loop, socket, this::readable, this::end).whenComplete((handle, failure) -> {
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
            for (int i = 0; i < MOST_COMMANDS && !over && receive(); i++) {
                serve(in.getIntLE(4));
                in.clear();
            }
        } catch (Refused | IllegalArgumentException e) {
            refuse(e.getMessage());
        } catch (LinuxException e) {
            end(e.getMessage());
        }
        if (sender != null && !over) {
            sender.batchEnded();
        }
    }

    /** Receives what is missing of a message; returns whether it is whole. */
    private boolean receive() throws Refused, LinuxException {
        int wanted = in.writerIndex() < OutsideMessage.HEADER ? OutsideMessage.HEADER : length();
        while (in.writerIndex() < wanted) {
            List<Descriptor> none = new ArrayList<>();
            int received =
                    UnixSocket.receive(socket, in.memoryAddress() + in.writerIndex(), wanted - in.writerIndex(), none);
            none.forEach(Descriptor::close);
            if (received == -Errno.EAGAIN) {
                return false;
            }
            if (received <= 0) {
                end(received == 0 ? "the process has closed it" : Errno.text(-received));
                return false;
            }
            in.writerIndex(in.writerIndex() + received);
            if (in.writerIndex() == OutsideMessage.HEADER) {
                wanted = length();
            }
        }
        return true;
    }

    private int length() throws Refused {
        int length = in.getIntLE(0);
        if (length < OutsideMessage.HEADER || length > OutsideMessage.MOST) {
            throw new Refused("a message of " + length + " bytes: it has " + OutsideMessage.HEADER + " to "
                    + OutsideMessage.MOST + "; speak version " + OutsideMessage.VERSION + " of this protocol");
        }
        return length;
    }

    private void serve(int type) throws Refused, LinuxException {
        boolean first = sender == null;
        if (first != (type == OutsideMessage.HELLO)) {
            throw new Refused(first ? "a message before HELLO; say HELLO first" : "HELLO again; connect anew");
        }
        switch (type) {
            case OutsideMessage.HELLO -> hello();
            case OutsideMessage.COMMAND -> command();
            case OutsideMessage.MANAGE -> manage();
            default -> throw new Refused("a message of type " + type + "; there are HELLO, COMMAND and MANAGE");
        }
    }

    private void need(int length) throws Refused {
        if (in.writerIndex() < length) {
            throw new Refused(
                    "a message of type " + in.getIntLE(4) + " with " + in.writerIndex() + " bytes; it has " + length);
        }
    }

    private void hello() throws Refused, LinuxException {
        need(OutsideMessage.HELLO_LENGTH);
        int bytes = in.getIntLE(12);
        int name = in.getIntLE(16);
        int transport = in.getIntLE(20);
        if (in.getIntLE(8) != OutsideMessage.VERSION) {
            throw new Refused("version " + in.getIntLE(8) + "; here version " + OutsideMessage.VERSION + " is spoken");
        }
        if (bytes < PAGE || bytes > MOST_MEMORY || bytes % PAGE != 0) {
            throw new Refused(bytes + " bytes of memory; ask for a multiple of " + PAGE + ", at most " + MOST_MEMORY);
        }
        if (name < 1 || name > OutsideMessage.MOST || transport < 0 || transport > OutsideMessage.MOST) {
            throw new Refused("a name of " + name + " and a TransportID of " + transport + " bytes");
        }
        need(OutsideMessage.HELLO_LENGTH + name + transport);
        byte[] id = new byte[transport];
        in.getBytes(OutsideMessage.HELLO_LENGTH + name, id);
        port = new InitiatorPort(
                in.toString(OutsideMessage.HELLO_LENGTH, name, StandardCharsets.US_ASCII),
                transport == 0 ? null : TransportId.read(id, 0, transport));
        memory = MemoryFile.create("scst-local", bytes);
        sender = senders.apply(port);
        sender.onEvent(this::reported);
        begin(OutsideMessage.WELCOME)
                .writeIntLE(OutsideMessage.VERSION)
                .writeIntLE(bytes)
                .writeIntLE(MOST_COMMANDS)
                .writeIntLE(0);
        send(memory.descriptor());
        LOG.info("The initiator {} has connected", port.name());
    }

    private void command() throws Refused {
        need(OutsideMessage.COMMAND_LENGTH);
        int length = in.getUnsignedShortLE(42);
        need(OutsideMessage.COMMAND_LENGTH + length);
        if (length < 6 || length > 260) {
            throw new Refused("a CDB of " + length + " bytes; it has 6 to 260");
        }
        byte[] cdb = new byte[length];
        in.getBytes(OutsideMessage.COMMAND_LENGTH, cdb);
        OutsideCommand.Data data =
                new OutsideCommand.Data(in.getIntLE(24), in.getIntLE(28), in.getIntLE(32), in.getIntLE(36));
        verify(data.outOffset(), data.outLength());
        verify(data.inOffset(), data.inLength());
        long tag = in.getLongLE(8);
        OutsideCommand command = new OutsideCommand(this, tag, in.getLong(16), cdb, attribute(in.getByte(40)), data);
        if (commands.containsKey(tag)) {
            throw new Refused("the tag " + Long.toUnsignedString(tag) + " of a command in progress; give each its own");
        }
        if (commands.size() == MOST_COMMANDS) {
            // Left unread it would keep what aborts the others from being read.
            answer(tag, Status.TASK_SET_FULL.code(), true, NO_SENSE, 0, 0);
            return;
        }
        commands.put(tag, command);
        lastIdentifier++;
        command.identifiedBy(lastIdentifier);
        sender.submit(command);
    }

    private void verify(int offset, int length) throws Refused {
        if (offset < 0 || length < 0 || (long) offset + length > memory.size()) {
            throw new Refused(length + " bytes of data from " + offset + " on; the memory has " + memory.size());
        }
    }

    private static TaskAttribute attribute(byte code) throws Refused {
        return switch (code) {
            case 0 -> TaskAttribute.SIMPLE;
            case 1 -> TaskAttribute.ORDERED;
            case 2 -> TaskAttribute.HEAD_OF_QUEUE;
            case 3 -> TaskAttribute.ACA;
            default -> throw new Refused("task attribute " + code + "; there are 0 to 3");
        };
    }

    private void manage() throws Refused {
        need(OutsideMessage.MANAGE_LENGTH);
        int function = in.getIntLE(32);
        if (function < 0 || function >= FUNCTIONS.length) {
            throw new Refused("task management function " + function + "; there are 0 to " + (FUNCTIONS.length - 1));
        }
        long tag = in.getLongLE(8);
        if (functions.size() == MOST_FUNCTIONS) {
            managed(tag, ServiceResponse.FUNCTION_REJECTED);
            return;
        }
        OutsideCommand meant = commands.get(in.getLongLE(24));
        functions.add(tag);
        sender.manage(
                FUNCTIONS[function],
                in.getLong(16),
                meant == null ? 0 : meant.identifier(),
                response -> lost.then(() -> executed(tag, response)));
    }

    private void executed(long tag, ServiceResponse response) {
        functions.remove(tag);
        managed(tag, response);
    }

    private void managed(long tag, ServiceResponse response) {
        if (!over) {
            begin(OutsideMessage.MANAGED)
                    .writeLongLE(tag)
                    .writeIntLE(response.ordinal())
                    .writeIntLE(0);
            send();
        }
    }

    private boolean reported(long lun, Sense sense) {
        if (over) {
            return false;
        }
        byte[] bytes = new byte[Sense.MAX_LENGTH];
        int length = sense.writeFixed(bytes, 0);
        begin(OutsideMessage.EVENT)
                .writeLong(lun)
                .writeIntLE(length)
                .writeIntLE(0)
                .writeBytes(bytes, 0, length);
        send();
        return true;
    }

    void respond(OutsideCommand command, int status, boolean answered, byte[] sense, int residual, int received) {
        commands.remove(command.tag());
        answer(command.tag(), status, answered, sense, residual, received);
    }

    private void answer(long tag, int status, boolean answered, byte[] sense, int residual, int received) {
        if (over) {
            return;
        }
        begin(OutsideMessage.RESPONSE)
                .writeLongLE(tag)
                .writeByte(status)
                .writeByte(answered ? 1 : 0)
                .writeShortLE(sense.length)
                .writeIntLE(residual)
                .writeIntLE(received)
                .writeBytes(sense);
        send();
    }

    /** Appends shared memory to a buffer; zeroes once that is gone. */
    void read(int offset, int length, ByteBuf into) {
        if (over) {
            into.writeZero(length);
            return;
        }
        MemorySegment target = MemorySegment.ofBuffer(into.nioBuffer(into.writerIndex(), length));
        MemorySegment.copy(memory.memory(), offset, target, 0, length);
        into.writerIndex(into.writerIndex() + length);
    }

    /** Copies a buffer to shared memory, unless that is gone. */
    void write(int offset, int length, ByteBuf from) {
        if (!over) {
            MemorySegment source = MemorySegment.ofBuffer(from.nioBuffer(from.readerIndex(), length));
            MemorySegment.copy(source, 0, memory.memory(), offset, length);
        }
    }

    /** Names shared memory; returns whether it is there. */
    boolean place(int offset, int length, ScatterList into) {
        return !over && into.add(memory.memory().address() + offset, length);
    }

    private ByteBuf begin(int type) {
        return out.clear().writeIntLE(0).writeIntLE(type);
    }

    private void send(int... descriptors) {
        out.setIntLE(0, out.writerIndex());
        int sent = UnixSocket.send(socket, out.memoryAddress(), out.writerIndex(), descriptors);
        if (sent != out.writerIndex()) {
            end("the process does not take what it is sent");
        }
    }

    /** One clear error, then the end. */
    private void refuse(String cause) {
        if (!over) {
            begin(OutsideMessage.REFUSAL).writeCharSequence(cause, StandardCharsets.UTF_8);
            send();
            end("it has sent " + cause);
        }
    }

    /**
     * Leaves it to the driver's next revision: what is sent from now on waits, what has been sent is answered within a time, or noted.
     *
     * @return completes on the loop; empty when it has ended
     */
    CompletableFuture<Optional<LeftConnection>> leave(EventLoop loop) {
        CompletableFuture<Optional<LeftConnection>> left = new CompletableFuture<>();
        leaving = true;
        if (registered != null) {
            registered.cancel();
        }
        leave(loop, System.nanoTime() + LEAVING.toNanos(), left);
        return left;
    }

    private void leave(EventLoop loop, long end, CompletableFuture<Optional<LeftConnection>> left) {
        boolean busy = !commands.isEmpty() || !functions.isEmpty();
        if (over) {
            left.complete(Optional.empty());
        } else if (busy && System.nanoTime() - end < 0) {
            loop.schedule(() -> leave(loop, end, left), LEAVING_STEP_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            left.complete(letGo());
        }
    }

    private Optional<LeftConnection> letGo() {
        Map<String, Descriptor> others = new HashMap<>();
        if (memory != null) {
            try {
                others.put(
                        MEMORY,
                        new Descriptor(SocketDescriptor.duplicateOf(memory.descriptor())
                                .number()));
            } catch (LinuxException e) {
                end(e.getMessage());
                return Optional.empty();
            }
        }
        over = true;
        OutsideState state = new OutsideState(
                port,
                lastIdentifier,
                Unpooled.copiedBuffer(in),
                List.copyOf(commands.keySet()),
                List.copyOf(functions));
        LOG.info(
                "The initiator {} is left to the next revision, with {} commands",
                port == null ? "without a name" : port.name(),
                commands.size());
        if (sender != null) {
            sender.leave("the driver withdraws");
        }
        if (memory != null) {
            memory.close();
        }
        in.release();
        out.release();
        ended.accept(this);
        return Optional.of(new LeftConnection(socket, others, state.write()));
    }

    /**
     * Goes on with a connection that an earlier revision has left. What that has not answered has ended with its nexus.
     *
     * @param left taken
     */
    void resume(LeftConnection left, EventLoop loop) {
        Map<String, Descriptor> descriptors = new HashMap<>(left.others());
        try {
            recall(OutsideState.read(left.state()), descriptors);
        } catch (LinuxException | RuntimeException e) {
            end("its state is not accepted: " + e.getMessage());
        } finally {
            descriptors.values().forEach(Descriptor::close);
            left.state().release();
        }
        if (!over) {
            begin(loop);
        }
    }

    private void recall(OutsideState state, Map<String, Descriptor> descriptors) throws LinuxException {
        in.writeBytes(state.unread());
        lastIdentifier = state.lastIdentifier();
        port = state.port();
        if (port == null) {
            return;
        }
        Descriptor left = descriptors.get(MEMORY);
        long size = left == null ? 0 : left.status().size();
        if (size < PAGE || size > MOST_MEMORY) {
            throw new IllegalArgumentException(size + " bytes of memory");
        }
        descriptors.remove(MEMORY);
        memory = MemoryFile.attach("scst-local", left.number(), size);
        sender = senders.apply(port);
        sender.onEvent(this::reported);
        sender.resume();
        LOG.info("The initiator {} goes on", port.name());
        state.commands().forEach(this::lose);
        functions.addAll(state.functions());
        state.functions()
                .forEach(tag -> lost.then(() -> executed(tag, ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE)));
        if (!lost.isEmpty()) {
            Inventory.inquire(sender, () -> lost.end("its driver has withdrawn"));
            sender.batchEnded();
        }
    }

    private void lose(long tag) {
        OutsideCommand command = OutsideCommand.lost(this, tag);
        commands.put(tag, command);
        lost.add(command);
    }

    /** Ends it; a second call does nothing. */
    void end(String cause) {
        if (over) {
            return;
        }
        over = true;
        LOG.info("An initiator outside has left: {}", cause);
        if (sender != null) {
            sender.close("its process has left");
        }
        if (registered != null) {
            registered.cancel();
        }
        socket.close();
        if (memory != null) {
            memory.close();
        }
        in.release();
        out.release();
        ended.accept(this);
    }
}
