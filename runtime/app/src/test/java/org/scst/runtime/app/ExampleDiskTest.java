package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleDiskTest {
    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void makeHome() throws IOException {
        home = HomeTest.in(folder.resolve("home"));
        home.create();
    }

    @Test
    void shouldMakeASparseDiskAndTheFilesThatExportIt() throws IOException {
        assertTrue(new ExampleDisk(home, () -> "host").createIfHomeIsEmpty());

        Path image = home.disks().resolve("example.img");
        assertEquals(1L << 30, Files.size(image));
        assertEquals(image.toString(), read("org.scst.vdisk-example.cfg").getProperty("file"));
        assertEquals(
                "iqn.2026-11.org.example:host",
                read("org.scst.iscsi.target-example.cfg").getProperty("name"));
        assertEquals("example", read("org.scst.iscsi.target-example.cfg").getProperty("lun.0"));
        assertEquals("127.0.0.1:3260, [::1]:3260", read("org.scst.iscsi.cfg").getProperty("portals"));
    }

    @Test
    void shouldTouchNothingWhenAnythingIsConfigured() throws IOException {
        Files.writeString(home.etc().resolve("org.scst.core.cfg"), "");
        assertFalse(new ExampleDisk(home, () -> "host").createIfHomeIsEmpty());
        assertFalse(Files.exists(home.disks()));
    }

    @Test
    void shouldKeepADiskThatAnEarlierStartLeft() throws IOException {
        Files.createDirectories(home.disks());
        Path image = Files.writeString(home.disks().resolve("example.img"), "data");
        new ExampleDisk(home, () -> "host").createIfHomeIsEmpty();
        assertEquals("data", Files.readString(image));
    }

    @Test
    void shouldMakeANameThatAnIscsiNameMayHold() {
        assertEquals("iqn.2026-11.org.example:my-host.lan", new ExampleDisk(home, () -> "My_Host.lan.").targetName());
        assertEquals("iqn.2026-11.org.example:example", new ExampleDisk(home, () -> "").targetName());
    }

    private Properties read(String file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(home.etc().resolve(file))) {
            properties.load(reader);
        }
        return properties;
    }
}
