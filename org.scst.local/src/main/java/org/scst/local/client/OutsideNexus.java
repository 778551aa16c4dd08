package org.scst.local.client;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An initiator of a local target, in a process of its own: one connection, one I_T nexus. A driver of another protocol makes one for
 * each of its initiators.
 *
 * <p>Data lies in {@link #memory}, shared with the platform: what a command sends is put there first and left alone until the command
 * has ended, what it receives stands there then. Which parts of it which command uses is the caller's to say.
 *
 * <p><b>Threading.</b> Thread-safe. Answers and events come on a thread of its own, in the platform's order; what depends on them
 * runs there and may not wait for others.
 *
 * <p><b>Blocking.</b> {@link #send} waits while as many commands are in progress as the platform takes; {@link #manage} does not.
 */
public final class OutsideNexus implements AutoCloseable {
    private static final int VERSION = 1;
    private static final int HEADER = 8;
    private static final int MOST = 1024;
    private static final int MOST_NAME = 223;
    private static final int HELLO = 1;
    private static final int COMMAND = 2;
    private static final int MANAGE = 3;
    private static final int WELCOME = 0x81;
    private static final int RESPONSE = 0x82;
    private static final int MANAGED = 0x83;
    private static final int EVENT = 0x84;
    private static final int REFUSAL = 0xFF;
    private static final int HELLO_LENGTH = 24;

    private final NativeSocket socket;
    private final Events events;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = Arena.ofAuto().allocate(MOST, 8);
    private final MemorySegment in = Arena.ofAuto().allocate(MOST, 8);
    private final Map<Long, CompletableFuture<Answer>> commands = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<ServiceResponse>> functions = new ConcurrentHashMap<>();
    private final AtomicLong lastTag = new AtomicLong();
    private final Thread receiver =
            Thread.ofPlatform().daemon().name("scst-local-nexus").unstarted(this::run);
    private MemorySegment memory;
    private int mostCommands;
    private Semaphore places;
    private volatile String over;

    private OutsideNexus(NativeSocket socket, Events events) {
        this.socket = socket;
        this.events = events;
    }

    /**
     * Connects.
     *
     * @param path {@code driver_socket} of the target
     * @param initiator 1 to 223 printable ASCII characters without blanks: the name that groups match
     * @param transportId its TransportID (SPC-6 7.6.4); empty makes one of the name
     * @param bytes of shared memory, a multiple of 4096, at most 64 MiB
     * @throws IOException when nobody listens, or with what the platform refuses
     */
    public static OutsideNexus connect(Path path, String initiator, byte[] transportId, int bytes, Events events)
            throws IOException {
        if (initiator.isEmpty()
                || initiator.length() > MOST_NAME
                || transportId.length > MOST - HELLO_LENGTH - MOST_NAME) {
            throw new IllegalArgumentException(
                    "a name of " + initiator.length() + " and a TransportID of " + transportId.length + " bytes");
        }
        OutsideNexus nexus = new OutsideNexus(NativeSocket.connect(path), events);
        try {
            nexus.greet(initiator.getBytes(StandardCharsets.US_ASCII), transportId, bytes);
        } catch (IOException | RuntimeException e) {
            nexus.socket.close();
            nexus.arena.close();
            throw e;
        }
        nexus.receiver.start();
        return nexus;
    }

    private void greet(byte[] name, byte[] transportId, int bytes) throws IOException {
        ByteBuffer hello =
                begin(HELLO).putInt(VERSION).putInt(bytes).putInt(name.length).putInt(transportId.length);
        send(hello.put(name).put(transportId));
        ByteBuffer welcome = next();
        if (welcome.getInt(4) != WELCOME || welcome.limit() < HELLO_LENGTH) {
            throw new IOException("the platform does not say WELCOME; this is version " + VERSION + " of the protocol");
        }
        memory = socket.map(welcome.getInt(12), arena);
        mostCommands = welcome.getInt(16);
        places = new Semaphore(mostCommands);
    }

    /** The shared memory; access after {@link #close} is an {@link IllegalStateException}. */
    public MemorySegment memory() {
        return memory;
    }

    /** Commands that may be in progress at once. */
    public int mostCommands() {
        return mostCommands;
    }

    /**
     * Sends a command.
     *
     * @throws IOException when the connection has ended: the command was not sent, or its end will not be known
     * @throws InterruptedException while it waited for a place; nothing was sent
     */
    public Sent send(Command command) throws IOException, InterruptedException {
        places.acquire();
        long tag = lastTag.incrementAndGet();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        commands.put(tag, answer);
        byte[] cdb = command.cdb();
        synchronized (out) {
            ByteBuffer message = begin(COMMAND).putLong(tag);
            message.order(ByteOrder.BIG_ENDIAN).putLong(command.lun()).order(ByteOrder.nativeOrder());
            message.putInt(command.dataOut()).putInt(command.dataOutLength());
            message.putInt(command.dataIn()).putInt(command.dataInLength());
            message.put((byte) command.attribute().ordinal()).put((byte) 0);
            write(message.putShort((short) cdb.length).put(cdb));
        }
        // What ended it meanwhile may have been too early to find this command.
        if (over != null && commands.remove(tag) != null) {
            places.release();
            throw new IOException(over);
        }
        return new Sent(tag, answer);
    }

    /**
     * Asks for a task management function.
     *
     * @param lun the eight bytes; ignored by functions that have none
     * @param tag of the command ({@link Sent#tag}) for ABORT TASK and QUERY TASK; else ignored
     * @return its answer; fails with an {@link IOException} when the connection ends first
     */
    public CompletableFuture<ServiceResponse> manage(TaskManagementFunction function, long lun, long tag)
            throws IOException {
        long own = lastTag.incrementAndGet();
        CompletableFuture<ServiceResponse> answer = new CompletableFuture<>();
        functions.put(own, answer);
        synchronized (out) {
            ByteBuffer message = begin(MANAGE).putLong(own);
            message.order(ByteOrder.BIG_ENDIAN).putLong(lun).order(ByteOrder.nativeOrder());
            write(message.putLong(tag).putInt(function.ordinal()).putInt(0));
        }
        if (over != null && functions.remove(own) != null) {
            throw new IOException(over);
        }
        return answer;
    }

    /** Begins a message; the caller has {@link #out} to itself. */
    private ByteBuffer begin(int type) {
        return out.asByteBuffer().order(ByteOrder.nativeOrder()).putInt(0).putInt(type);
    }

    private void send(ByteBuffer message) throws IOException {
        message.putInt(0, message.position());
        socket.send(out.asSlice(0, message.position()));
    }

    /** A connection that takes nothing has ended; who receives says why, and that is what the caller is told. */
    private void write(ByteBuffer message) {
        if (over != null) {
            return;
        }
        try {
            send(message);
        } catch (IOException e) {
            end(e.getMessage());
        }
    }

    /** The next message, in {@link #in}. */
    private ByteBuffer next() throws IOException {
        ByteBuffer message = in.asByteBuffer().order(ByteOrder.nativeOrder());
        if (!socket.receive(in.asSlice(0, HEADER))) {
            throw new IOException("the platform has closed the connection");
        }
        int length = message.getInt(0);
        if (length < HEADER || length > MOST) {
            throw new IOException("the platform speaks another protocol: a message of " + length + " bytes");
        }
        if (length > HEADER && !socket.receive(in.asSlice(HEADER, length - HEADER))) {
            throw new IOException("the platform has closed the connection");
        }
        if (message.getInt(4) == REFUSAL) {
            byte[] text = new byte[length - HEADER];
            message.get(HEADER, text);
            throw new IOException("the platform refuses " + new String(text, StandardCharsets.UTF_8));
        }
        return message.limit(length);
    }

    private void run() {
        try {
            while (true) {
                serve(next());
            }
        } catch (IOException e) {
            end(e.getMessage());
        } catch (RuntimeException | Error e) {
            end("what was received was not taken: " + e);
        }
        synchronized (out) {
            // Nobody sends any more, so that nobody meets another's descriptor of the same number.
            socket.close();
        }
        IOException gone = new IOException(over);
        commands.keySet().forEach(tag -> {
            CompletableFuture<Answer> answer = commands.remove(tag);
            if (answer != null) {
                places.release();
                answer.completeExceptionally(gone);
            }
        });
        functions.keySet().forEach(tag -> {
            CompletableFuture<ServiceResponse> answer = functions.remove(tag);
            if (answer != null) {
                answer.completeExceptionally(gone);
            }
        });
        events.ended(over);
    }

    private void serve(ByteBuffer message) throws IOException {
        switch (message.getInt(4)) {
            case RESPONSE -> responded(message);
            case MANAGED -> {
                CompletableFuture<ServiceResponse> answer = functions.remove(message.getLong(8));
                if (answer != null) {
                    answer.complete(ServiceResponse.values()[message.getInt(16)]);
                }
            }
            case EVENT -> {
                byte[] sense = new byte[message.getInt(16)];
                message.get(24, sense);
                events.reported(in.get(ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN), 8), sense);
            }
            default -> throw new IOException("the platform speaks another protocol: type " + message.getInt(4));
        }
    }

    private void responded(ByteBuffer message) {
        CompletableFuture<Answer> answer = commands.remove(message.getLong(8));
        if (answer == null) {
            return;
        }
        byte[] sense = new byte[message.getShort(18)];
        message.get(28, sense);
        places.release();
        answer.complete(new Answer(
                message.get(17) != 0, message.get(16) & 0xFF, sense, message.getInt(20), message.getInt(24)));
    }

    private void end(String cause) {
        synchronized (events) {
            if (over == null) {
                over = cause;
            }
        }
        socket.shutdown();
    }

    /**
     * Ends the nexus: commands in progress are aborted, and their answers fail. The memory is unmapped when what was received has been
     * told; a second call does nothing.
     */
    @Override
    public void close() {
        end("closed by its initiator");
        if (Thread.currentThread() != receiver) {
            boolean interrupted = false;
            while (receiver.isAlive()) {
                try {
                    receiver.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        unmap();
    }

    private synchronized void unmap() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
