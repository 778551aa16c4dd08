package org.scst.runtime.configuration.folder;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for changes of the folder, as a hint only: which files may have changed. After an overflow that is not known.
 *
 * <p><i>Threading:</i> thread-safe; the hint is given on a thread of its own, which only waits and hands over.
 */
public final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final Path folder;
    private final Consumer<Set<String>> hint;
    private final WatchService service;
    private volatile WatchKey key;
    private Object watched;

    /** @param hint is given names of files, and none when any file may have changed */
    public FolderWatch(Path folder, Consumer<Set<String>> hint) throws IOException {
        this.folder = folder;
        this.hint = hint;
        this.service = folder.getFileSystem().newWatchService();
        Thread.ofPlatform().daemon().name("scst-configuration-watch").start(this::listen);
    }

    /** Registers for the folder if another one is registered or none, for example because it has just come back. */
    public void renew() {
        try {
            Object present = Files.readAttributes(folder, "unix:dev,ino");
            WatchKey current = key;
            if (current != null && current.isValid() && present.equals(watched)) {
                return;
            }
            if (current != null) {
                current.cancel();
            }
            watched = present;
            key = folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException | ClosedWatchServiceException e) {
            LOG.debug("{} cannot be watched, the regular rescans have to do", folder, e);
        }
    }

    private void listen() {
        try {
            while (true) {
                WatchKey signalled = service.take();
                Set<String> names = names(signalled);
                signalled.reset();
                hint.accept(names);
            }
        } catch (ClosedWatchServiceException e) {
            LOG.trace("The watch of {} is closed", folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<String> names(WatchKey signalled) {
        Set<String> names = new HashSet<>();
        boolean overflow = false;
        for (WatchEvent<?> event : signalled.pollEvents()) {
            overflow |= event.kind() == StandardWatchEventKinds.OVERFLOW;
            if (event.context() instanceof Path name) {
                names.add(name.toString());
            }
        }
        return overflow ? Set.of() : names;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
