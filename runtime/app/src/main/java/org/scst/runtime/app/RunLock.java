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
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        channel.force(false);
        return new RunLock(channel, lock);
    }

    /** Gives it up to what this process becomes: the process id stays where everybody looks for it. */
    void handOn() throws IOException {
        lock.release();
        channel.close();
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
