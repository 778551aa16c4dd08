package org.scst.runtime.deployment.internal.folder;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that something in the folders changed; a hint only, what it was is not read.
 *
 * <p><i>Threading:</i> thread-safe; the hint is given on a thread of its own, which only waits and hands over.
 */
public final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final List<Path> folders;
    private final Map<Path, WatchKey> keys = new ConcurrentHashMap<>();
    private final WatchService service;

    /** Gives a hint whenever something in one of the folders changes. */
    public FolderWatch(List<Path> folders, Runnable hint) throws IOException {
        this.folders = List.copyOf(folders);
        this.service = FileSystems.getDefault().newWatchService();
        Thread.ofPlatform().daemon().name("scst-deployment-watch").start(() -> listen(hint));
    }

    /** Registers for every folder that is there and not registered for: it may have come or come back. */
    public void renew() {
        for (Path folder : folders) {
            WatchKey key = keys.get(folder);
            if ((key == null || !key.isValid()) && Files.isDirectory(folder)) {
                register(folder);
            }
        }
    }

    private void register(Path folder) {
        try {
            WatchKey key = folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            keys.put(folder, key);
        } catch (IOException | ClosedWatchServiceException e) {
            LOG.debug("{} cannot be watched, the regular looks have to do", folder, e);
        }
    }

    private void listen(Runnable hint) {
        try {
            while (true) {
                WatchKey signalled = service.take();
                signalled.pollEvents();
                signalled.reset();
                hint.run();
            }
        } catch (ClosedWatchServiceException e) {
            LOG.trace("The watch is closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
