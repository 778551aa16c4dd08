package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    private static final List<String> PROPERTIES =
            List.of("scst.home", "scst.etc", "scst.state", "scst.log", "scst.run");

    @TempDir
    Path folder;

    private final Map<String, String> before = new HashMap<>();
    private Home real;
    private Rehearsal rehearsal;

    @BeforeEach
    void prepare() throws IOException {
        PROPERTIES.forEach(property -> before.put(property, System.getProperty(property)));
        real = HomeTest.in(folder.resolve("home"));
        real.create();
        Files.writeString(real.etc().resolve("org.scst.vdisk-real.cfg"), "type = fileio");
        Files.writeString(real.etc().resolve("org.scst.runtime.eventloop.cfg"), "threads = 3");
        rehearsal = new Rehearsal(folder.resolve("own/rehearsal"), real);
    }

    @AfterEach
    void restore() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }

    @Test
    void shouldHaveBundlesFindItsFoldersAndOfTheRealOnesOnlyWhatWasDeployed() throws IOException {
        rehearsal.begin();
        assertEquals(rehearsal.home(), Home.of(System::getProperty));
        assertEquals(real.home(), rehearsal.home().home());
        for (Path other : List.of(
                rehearsal.home().etc(),
                rehearsal.home().state(),
                rehearsal.home().log(),
                rehearsal.home().run())) {
            assertTrue(other.startsWith(folder.resolve("own")), other.toString());
        }
    }

    @Test
    void shouldServeNothingOfTheRealHome() throws IOException {
        rehearsal.begin();
        assertFalse(Files.exists(rehearsal.home().etc().resolve("org.scst.vdisk-real.cfg")));
        assertEquals(
                "portals = 127.0.0.1:0\n",
                Files.readString(rehearsal.home().etc().resolve("org.scst.iscsi.cfg")));
    }

    @Test
    void shouldHaveTheEventLoopsThatWillServe() throws IOException {
        rehearsal.begin();
        assertEquals("threads = 3", Files.readString(rehearsal.home().etc().resolve("org.scst.runtime.eventloop.cfg")));
    }

    @Test
    void shouldGiveTheFoldersBack() throws IOException {
        rehearsal.begin();
        real.announce();
        assertEquals(real, Home.of(System::getProperty));
    }
}
