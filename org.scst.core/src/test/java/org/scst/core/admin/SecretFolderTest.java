package org.scst.core.admin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFolderTest {
    @TempDir
    private Path etc;

    private Path secrets;
    private SecretFolder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        secrets = Files.createDirectory(etc.resolve("secrets"));
        mode(secrets, "rwx------");
        mode(Files.writeString(secrets.resolve("good"), "hunter2\n"), "rw-------");
        folder = new SecretFolder(etc);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private String cause(String name) {
        return folder.fault(name).orElseThrow().cause();
    }

    @Test
    void shouldReadASecretWithoutItsLineEnd() throws IOException {
        assertEquals(Optional.empty(), folder.fault("good"));
        assertArrayEquals("hunter2".getBytes(StandardCharsets.UTF_8), folder.read("good"));
    }

    @Test
    void shouldWantTwelveBytesOfAnAccountsSecret() throws IOException {
        Account joe = new Account("joe", "good");
        assertTrue(folder.fault(joe).orElseThrow().cause().contains("less than 12 bytes"));
        assertThrows(IOException.class, () -> folder.read(joe));

        Files.writeString(secrets.resolve("good"), "hunter2hunter2");
        assertEquals(Optional.empty(), folder.fault(joe));
        assertArrayEquals("hunter2hunter2".getBytes(StandardCharsets.UTF_8), folder.read(joe));

        mode(secrets.resolve("good"), "rw-r--r--");
        assertTrue(folder.fault(joe).orElseThrow().cure().startsWith("chmod 0600 "));
    }

    @Test
    void shouldRefuseAFileThatOthersCanReadAndNameTheCure() throws IOException {
        for (String mode : List.of("rw-r-----", "rw-----w-", "rwx------")) {
            mode(secrets.resolve("good"), mode);
            assertTrue(cause("good").contains(mode));
            assertTrue(folder.fault("good").orElseThrow().cure().startsWith("chmod 0600 "));
            assertThrows(IOException.class, () -> folder.read("good"));
        }
    }

    @Test
    void shouldRefuseAFolderThatOthersCanEnter() throws IOException {
        mode(secrets, "rwxr-x---");
        assertTrue(folder.fault("good").orElseThrow().cure().startsWith("chmod 0700 "));
    }

    @Test
    void shouldRefuseWhatBelongsToAnotherUser() {
        SecretFolder ofAnother = new SecretFolder(etc, Set.of(-2));

        SecretFolder.Fault fault = ofAnother.fault("good").orElseThrow();

        assertTrue(fault.cause().contains("belongs to user"), fault::cause);
        assertTrue(fault.cure().startsWith("chown"), fault::cure);
        assertThrows(IOException.class, () -> ofAnother.read("good"));
    }

    @Test
    void shouldRefuseAFolderThatIsALink() throws IOException {
        Path elsewhere = Files.createDirectory(etc.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("secrets"), secrets);

        assertTrue(
                new SecretFolder(elsewhere).fault("good").orElseThrow().cause().contains("symbolic link"));
    }

    @Test
    void shouldRefuseNamesThatLeaveTheFolder() throws IOException {
        Files.writeString(etc.resolve("outside"), "x");
        for (String name : List.of("../outside", "/etc/passwd", "a/b", "..", ".hidden", "", "a b", "x\n")) {
            assertTrue(cause(name).contains("without folders"), name);
        }
    }

    @Test
    void shouldNotFollowALink() throws IOException {
        Path outside = Files.writeString(etc.resolve("outside"), "x");
        mode(outside, "rw-------");
        Files.createSymbolicLink(secrets.resolve("link"), outside);
        assertTrue(cause("link").contains("no file"));
    }

    @Test
    void shouldRefuseWhatIsMissingEmptyOrLarge() throws IOException {
        assertTrue(cause("none").contains("no file"));
        mode(Files.createFile(secrets.resolve("empty")), "rw-------");
        assertTrue(cause("empty").contains("0 bytes"));
        mode(Files.write(secrets.resolve("large"), new byte[5000]), "rw-------");
        assertTrue(cause("large").contains("5000 bytes"));
        assertTrue(new SecretFolder(etc.resolve("none"))
                .fault("good")
                .orElseThrow()
                .cure()
                .contains("mkdir -m 0700"));
    }
}
