package org.scst.core.device;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * Core's side of one opened device.
 *
 * <p><b>Purpose.</b> Everything a device server may ask of core.
 *
 * <p><b>Threading.</b> Thread-safe.
 *
 * <p><b>Blocking.</b> Never blocks, except {@link #lease}, {@link #keep}, {@link #keptFile} and {@link #dataMemory}.
 *
 * <p><b>Ownership.</b> Dies when {@link DeviceServer#close()} has returned.
 *
 * <p><b>Required or optional.</b> A handler with a backing object must take its {@link #lease} before it opens it for writing.
 */
@ProviderType
public interface DeviceContext {

    /** The device's name, for messages. */
    String name();

    /**
     * Ends a command whose {@link CommandHandler#process} returned nothing.
     *
     * @param token as {@link DeviceCommand#token()} gave it; a stale or second use is counted, refused and harmless
     * @return whether the token was good
     */
    boolean complete(DeviceCommand command, long token, Outcome outcome);

    /** The device's own bounded threads, for work that belongs to no command. */
    Executor executor();

    /**
     * The only writer of a backing object in this process (DESIGN's lease): waits for an earlier holder to let go.
     *
     * @param backingObject identifies the object: device and inode of a file
     * @return let go by closing
     * @throws java.io.IOException after 10 s, naming the holder
     */
    Lease lease(String backingObject) throws java.io.IOException;

    /** Establishes a unit attention condition for every I_T nexus, about something that is the device's own. */
    void establish(AdditionalSense unitAttention);

    /**
     * Establishes a unit attention condition that a real device has reported to one of its initiators, for the I_T nexuses of all others.
     *
     * @param except the command that is told by its own status; {@code null}: nobody has been told, and a server that opens may say so
     * @param told runs once each of them will be told with its next command, on any thread, maybe before this returns
     */
    void establish(DeviceCommand except, Sense unitAttention, Runnable told);

    /** Sets whether the nexus of a command prevents the removal of the medium, where the device server processes that itself. */
    void preventRemoval(DeviceCommand command, boolean prevent);

    /**
     * The unit attention condition that REQUEST SENSE has to return as its data, which is thereby reported; {@code null} when none is
     * pending. For a device server that processes REQUEST SENSE itself, on the nexus's executor.
     */
    Sense takeUnitAttention(DeviceCommand command);

    /** Capacity, characteristics or pages have changed: core reads them again and tells the initiators what they must know. */
    void changed();

    /** The medium may be another one than before: every nexus is told, NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED. */
    void mediumMayHaveChanged();

    /**
     * The medium cannot be used: commands for it end NOT READY with this code, the logical unit stays mapped. In force when
     * the call returns.
     *
     * @param reason for the operator
     */
    void notReady(AdditionalSense additionalSense, String reason);

    /**
     * As {@link #notReady(AdditionalSense, String)}, with sense data of another key, or with the progress of an operation; said again
     * with the same reason it is taken for progress, of which operators are not told.
     */
    void notReady(Sense sense, String reason);

    /** The medium can be used again. In force when the call returns. */
    void ready();

    /**
     * The storage has gone and is expected back: core closes this server and opens another, as when the handler is updated. Commands
     * of the medium wait meanwhile; an opening that ends with {@link AwaitedException} is tried again.
     *
     * @param reason for the operator
     * @param limit how long commands wait; then those end BUSY and later ones NOT READY, BECOMING READY
     */
    void reopen(String reason, Duration limit);

    /**
     * Has the data of the device's commands lie in memory of its own from now on, which another process can be given. Each call makes
     * another one, and closes the one before: what one process was given is never given to the next.
     */
    DataMemory dataMemory() throws IOException;

    /**
     * Writes are refused from now on, MEDIUM ERROR, WRITE ERROR, until an operator clears it: a flush has failed. Core keeps that
     * over updates and restarts.
     */
    void latchWriteError(String reason);

    /** Why writes are refused since a flush has failed, also one of an earlier server; {@code null} when they are not. */
    String latchedWriteError();

    /**
     * Keeps state that initiators gave the device and that no page holds, for the server that comes after an update or a planned
     * restart. Forgotten when the device's file has changed, and with an unplanned end, after which initiators are told of a
     * power on.
     *
     * @param state short, its meaning the handler's own; empty for none
     */
    void remember(String state);

    /** As {@link #remember} was told last, by whichever server; empty at first. */
    String remembered();

    /**
     * Keeps state that must be known again after a crash, for the server that comes next; it is on the medium when this returns.
     * On the device's context only.
     *
     * @param what the handler's name for it, a word
     * @param state one line, its meaning the handler's own; empty for none
     */
    void keep(String what, String state) throws IOException;

    /** As {@link #keep} was told last, by whichever server of whichever process; empty at first. */
    String kept(String what);

    /**
     * A file of the handler's own for this device, for state that is no line of text; outlives crashes, updates and changed device
     * files, and is the handler's to make and to remove. Its folder exists. On the device's context only.
     *
     * @param what the handler's name for it, a word
     */
    Path keptFile(String what) throws IOException;

    /**
     * Sets what REQUEST SENSE says of a medium that is ready and rests, in a power condition for one.
     *
     * @param condition {@code null} when it is active
     */
    void resting(AdditionalSense condition);

    /**
     * How much more the storage behind the device can take: for a device that was promised more than it has been given so far.
     * Core tells the operator when it gets low, and when it is no longer.
     *
     * @param available bytes that can still be written
     * @param total bytes of the file system, pool or volume; 0 when the device needs no more
     */
    void space(long available, long total);

    /**
     * Waits until every command of the medium that is being processed now has left; those that come are held meanwhile and go on
     * by themselves. To be asked by {@link CommandHandler#parse} at the latest: a command that is being processed would wait for
     * itself.
     *
     * @param passed runs once, on whatever thread sees it; must not block
     */
    void awaitGrace(Runnable passed);

    /** The current values of a mode page. */
    byte[] currentModePage(int pageCode, int subpageCode);

    /** Whether some initiator prevents the removal of the medium (PREVENT ALLOW MEDIUM REMOVAL, which core processes). */
    boolean removalPrevented();

    /** Held until closed. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }
}
