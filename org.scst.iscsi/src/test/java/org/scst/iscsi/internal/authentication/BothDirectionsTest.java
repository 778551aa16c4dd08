package org.scst.iscsi.internal.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.Account;
import org.scst.core.admin.SecretFolder;
import org.scst.testkit.HandClock;

class BothDirectionsTest {
    private static final String OURS = "we-are-the-target";
    private static final Account TARGET = new Account("san", "ours");
    private static final Account ALICE = new Account("alice", "alice");
    private static final Account BOB = new Account("bob", "bob");

    @TempDir
    private Path etc;

    private final HandClock clock = new HandClock();
    private final List<Account> initiators = new ArrayList<>(List.of(BOB));
    private BothDirections directions;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(
                etc.resolve("secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write("ours", OURS);
        write("alice", "alice-knows-this");
        write("bob", "bob-has-another-1");
        directions = new BothDirections(new SecretFolder(etc), clock);
        directions.initiators(() -> initiators);
    }

    private void write(String name, String secret) throws IOException {
        Path file = etc.resolve("secrets").resolve(name);
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, secret);
    }

    private Optional<Account> same() {
        return directions.same(TARGET, List.of(ALICE), OURS.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldFindNothingWhereAllSecretsDiffer() {
        assertEquals(Optional.empty(), same());
    }

    @Test
    void shouldFindOneFileInBothDirections() {
        initiators.add(new Account("carol", "ours"));
        assertEquals("carol", same().orElseThrow().name());
    }

    @Test
    void shouldLookAtTheTargetsOwnInitiatorsEachTime() throws IOException {
        assertEquals(Optional.empty(), same());
        write("alice", OURS);
        assertEquals(Optional.of(ALICE), same());
    }

    @Test
    void shouldLookAtOthersOnceAMinute() throws IOException {
        assertEquals(Optional.empty(), same());
        write("bob", OURS);
        assertEquals(Optional.empty(), same());
        clock.advance(Duration.ofMinutes(1));
        assertEquals(Optional.of(BOB), same());
        write("bob", "bob-has-another-2");
        assertEquals(Optional.empty(), same(), "what was found is not remembered");
    }

    @Test
    void shouldLookAtOnceWhenThereIsAnotherAccount() throws IOException {
        assertEquals(Optional.empty(), same());
        write("carol", OURS);
        initiators.add(new Account("carol", "carol"));
        assertEquals("carol", same().orElseThrow().name());
    }

    @Test
    void shouldPassOverSecretsThatCannotBeUsed() throws IOException {
        initiators.add(new Account("nobody", "missing"));
        write("bob", "short");
        assertEquals(Optional.empty(), same());
    }
}
