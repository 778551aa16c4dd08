package org.scst.user.internal.registration;

import java.io.IOException;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LocalSocket;
import org.scst.core.linux.PipeEnd;
import org.scst.core.linux.SocketMessage;
import org.scst.core.scsi.AdditionalSense;
import org.scst.user.wire.RefusedException;
import org.scst.user.wire.Registration;
import org.scst.user.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's connection for one device: a registration, then news, until one side ends it.
 *
 * <p><i>Threading:</i> {@link #run} on a thread of its own; {@link #send} and {@link #end} anywhere. <i>Ownership:</i> owns the
 * socket.
 */
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int FIRST_MESSAGE_MILLIS = 10_000;
    private static final int WAITING_MILLIS = 2_000;

    private final LocalSocket socket;
    private final Registrations registrations;
    private final String process;
    private volatile RegisteredDevice device;
    private String endedFor;
    private boolean closed;

    Connection(LocalSocket socket, Registrations registrations) {
        this.socket = socket;
        this.registrations = registrations;
        this.process = nameOf(socket);
    }

    private static String nameOf(LocalSocket socket) {
        try {
            LocalSocket.Peer peer = socket.peer();
            return "process " + peer.process() + " of user " + peer.user();
        } catch (LinuxException e) {
            return "a process";
        }
    }

    String process() {
        return process;
    }

    /** Whether its device is served by it, or was. */
    boolean serves() {
        RegisteredDevice registered = device;
        return registered != null && registered.serves();
    }

    @Override
    public void run() {
        try {
            device = register();
            converse();
        } catch (RefusedException refused) {
            LOG.warn("{} is refused: {}", process, refused.getMessage());
            end(Wire.REFUSED, refused.getMessage());
        } catch (IOException e) {
            LOG.debug("{}: {}", process, e.getMessage());
        } finally {
            if (device != null) {
                String why = why();
                LOG.info(
                        "{} does not serve device {} any more: {}",
                        process,
                        device.registration().name(),
                        why);
                registrations.remove(device);
                device.ended(why);
            }
            close();
            registrations.ended(this);
        }
    }

    private RegisteredDevice register() throws IOException {
        if (!socket.awaitMessage(FIRST_MESSAGE_MILLIS)) {
            throw new RefusedException("nothing was registered within " + FIRST_MESSAGE_MILLIS / 1000 + " s");
        }
        SocketMessage first = socket.receive(Wire.LONGEST_MESSAGE + 1);
        if (first == null) {
            throw new IOException("it has gone without registering");
        }
        letGo(first);
        RegisteredDevice registered = new RegisteredDevice(Registration.read(first.bytes()), this);
        registrations.add(registered);
        return registered;
    }

    private void converse() throws IOException {
        if (!socket.awaitMessage(WAITING_MILLIS) && !device.serves()) {
            send(Wire.text(
                    Wire.WAITING,
                    "no device " + device.registration().name() + " is being opened: a file org.scst.user-"
                            + device.registration().name() + ".cfg makes one, \"scst devices\" says how it stands"));
        }
        for (SocketMessage message = socket.receive(Wire.LONGEST_MESSAGE);
                message != null;
                message = socket.receive(Wire.LONGEST_MESSAGE)) {
            letGo(message);
            switch (Wire.type(message.bytes())) {
                case Wire.CAPACITY -> capacity(Wire.capacity(message.bytes()));
                case Wire.ATTENTION -> attention(Wire.attention(message.bytes()));
                default -> throw new RefusedException("a message came that is none of this protocol");
            }
        }
    }

    private void capacity(long bytes) throws RefusedException {
        int blockLength = device.registration().blockLength();
        if (blockLength == 0 || bytes < 0 || bytes % blockLength != 0 || bytes == 0 && !full()) {
            throw new RefusedException("a message came that is no capacity in whole blocks");
        }
        device.capacity(bytes);
    }

    private void attention(int code) throws RefusedException {
        if (!full() || code < 0) {
            throw new RefusedException("a unit attention condition came that is none, or not in full mode");
        }
        try {
            device.attention(AdditionalSense.of(code));
        } catch (IllegalArgumentException unknown) {
            throw new RefusedException(
                    "a unit attention condition came that the platform does not know: " + unknown.getMessage());
        }
    }

    private boolean full() {
        return device.registration().mode() == Registration.FULL;
    }

    /** Nobody here wants descriptors. */
    private static void letGo(SocketMessage message) {
        for (int descriptor : message.descriptors()) {
            new PipeEnd(descriptor).close();
        }
    }

    /** Sends, unless it has ended. */
    synchronized void send(byte[] message, int... descriptors) throws LinuxException {
        if (!closed) {
            socket.send(message, descriptors);
        }
    }

    /** Sends without waiting, where there is room. */
    synchronized void offer(byte[] message) {
        if (closed) {
            return;
        }
        try {
            socket.offer(message);
        } catch (LinuxException gone) {
            LOG.debug("{} cannot be told: {}", process, gone.getMessage());
        }
    }

    /** Says why and ends it; the first reason counts. */
    synchronized void end(int type, String why) {
        if (closed || endedFor != null) {
            return;
        }
        endedFor = why;
        offer(Wire.text(type, why)); // who has not read what was said before does not read this either
        socket.shutdown();
    }

    private synchronized String why() {
        return endedFor != null ? endedFor : "it has ended its connection";
    }

    /** Lets go of the socket; nothing is received any more. */
    synchronized void close() {
        closed = true;
        socket.close();
    }
}
