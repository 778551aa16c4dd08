package org.scst.runtime.configuration.folder;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for changes of the folder, as a hint only: events are not read, an overflow is a hint like any other.
 *
 * <p><i>Threading:</i> thread-safe; the hint is given on a thread of its own, which only waits and hands over.
 */
public final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final Path folder;
    private final Runnable hint;
    private final WatchService service;
    private volatile WatchKey key;

    /** Gives a hint whenever something in the folder changes. */
    public FolderWatch(Path folder, Runnable hint) throws IOException {
        this.folder = folder;
        this.hint = hint;
        this.service = folder.getFileSystem().newWatchService();
        Thread.ofPlatform().daemon().name("scst-configuration-watch").start(this::listen);
    }

    /** Registers for the folder if it is not registered, for example because it has just come back. */
    public void renew() {
        WatchKey current = key;
        if ((current == null || !current.isValid()) && Files.isDirectory(folder)) {
            try {
                key = folder.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            } catch (IOException | ClosedWatchServiceException e) {
                LOG.debug("{} cannot be watched, the regular rescans have to do", folder, e);
            }
        }
    }

    private void listen() {
        try {
            while (true) {
                WatchKey signalled = service.take();
                signalled.pollEvents();
                signalled.reset();
                hint.run();
            }
        } catch (ClosedWatchServiceException e) {
            LOG.trace("The watch of {} is closed", folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
