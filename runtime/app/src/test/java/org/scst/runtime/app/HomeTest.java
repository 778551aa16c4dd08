package org.scst.runtime.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path folder;

    @Test
    void shouldKeepEveryFolderForItsOwnerAlone() throws IOException {
        Home home = in(folder.resolve("home"));
        home.create();
        for (Path made : new Path[] {home.home(), home.etc(), home.state(), home.log(), home.run()}) {
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)), made.toString());
        }
    }

    @Test
    void shouldLeaveExistingFoldersAsTheyAre() throws IOException {
        Home home = in(folder.resolve("home"));
        home.create();
        Path file = Files.writeString(home.etc().resolve("org.scst.core.cfg"), "");
        home.create();
        assertTrue(Files.exists(file));
    }

    @Test
    void shouldNameThePropertyThatIsMissing() {
        String message = assertThrows(IllegalArgumentException.class, () -> Home.of(Map.of("scst.home", "/h")::get))
                .getMessage();
        assertTrue(message.contains("scst.etc"), message);
    }

    static Home in(Path home) {
        return new Home(home, home.resolve("etc"), home.resolve("state"), home.resolve("log"), home.resolve("run"));
    }
}
