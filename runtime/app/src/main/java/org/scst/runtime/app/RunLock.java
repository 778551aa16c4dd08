package org.scst.runtime.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process out of a home: a lock on the file that holds the first one's process id.
 *
 * <p>The kernel drops the lock with the process, however that ends; the file alone proves nothing and stays.
 *
 * <p><i>Threading:</i> confined to the thread that starts and the one that stops the process, one after the other.
 */
final class RunLock implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;

    private RunLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock and writes the process id.
     *
     * @throws HeldException when another process has it
     */
    static RunLock take(Path file, long pid) throws IOException, HeldException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new HeldException(Files.readString(file).strip());
        }
        RunLock taken = new RunLock(channel, lock);
        taken.name(pid);
        return taken;
    }

    /** Whoever reads it meanwhile finds one number or the other, and a full disk has room for it. */
    private void name(long pid) throws IOException {
        byte[] line = (pid + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.wrap(line), 0);
        channel.truncate(line.length);
    }

    /**
     * Gives it up to who follows, and whom everybody who looks for the target finds from now on.
     *
     * @param pid of the process that follows, which may be this one
     */
    void handOn(long pid) throws IOException {
        if (lock.isValid()) {
            name(pid);
            lock.release();
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        channel.truncate(0);
        lock.release();
        channel.close();
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Another process serves this home. */
    static final class HeldException extends Exception {
        private static final long serialVersionUID = 1L;

        HeldException(String pid) {
            super("already running, pid " + pid);
        }
    }
}
