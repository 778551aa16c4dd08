package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorStoreTest {
    @TempDir
    Path folder;

    private static int descriptor(Path file) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(file)) {
                    return Integer.parseInt(descriptor.getFileName().toString());
                }
            }
        }
        throw new IOException(file + " is not open");
    }

    private static String next(FakeSupervisor fake) throws InterruptedException {
        for (; ; ) {
            String taken = fake.taken();
            if (!taken.isEmpty()) {
                return taken;
            }
            Thread.sleep(1);
        }
    }

    @Test
    void shouldReturnWhenTheManagerHasTakenAllInAsManyDatagramsAsItNeeds() throws Throwable {
        Path memory = Files.createFile(folder.resolve("memory")).toRealPath();
        Path socket = Files.createFile(folder.resolve("socket")).toRealPath();
        String name = folder.resolve("notify").toString();
        try (FakeSupervisor fake = new FakeSupervisor(name);
                FileInputStream one = new FileInputStream(memory.toFile());
                FileInputStream other = new FileInputStream(socket.toFile())) {
            assertEquals(0, one.available() + other.available());
            List<Integer> descriptors = new ArrayList<>(List.of(descriptor(memory)));
            descriptors.addAll(Collections.nCopies(201, descriptor(socket)));
            FutureTask<Void> keeping = new FutureTask<>(() -> {
                new DescriptorStore(new NotifySocket(name)).keep(descriptors);
                return null;
            });
            Thread.ofPlatform().daemon().start(keeping);

            assertEquals("FDSTORE=1\nFDNAME=scst-passage\n" + memory, next(fake));
            assertEquals("FDSTORE=1\nFDNAME=scst-socket" + ("\n" + socket).repeat(200), next(fake));
            assertEquals("FDSTORE=1\nFDNAME=scst-socket\n" + socket, next(fake));
            assertTrue(next(fake).startsWith("BARRIER=1\npipe:"), "closed by whoever has taken all before");

            keeping.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void shouldHaveTheManagerForgetThem() throws Throwable {
        String name = folder.resolve("notify").toString();
        try (FakeSupervisor fake = new FakeSupervisor(name)) {
            new DescriptorStore(new NotifySocket(name)).forget();
            assertEquals(
                    List.of("FDSTOREREMOVE=1\nFDNAME=scst-passage", "FDSTOREREMOVE=1\nFDNAME=scst-socket"),
                    fake.heard());
        }
    }
}
