package org.scst.runtime.deployment.internal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Version;
import org.scst.runtime.deployment.DeploymentRefusedException;
import org.scst.runtime.deployment.internal.BundleJar;

class ArchivesTest {
    @TempDir
    private Path folder;

    private Archives archives;

    @BeforeEach
    void open() {
        archives = new Archives(folder.resolve("copies"));
    }

    private Path jar(byte[] content) {
        return BundleJar.write(folder.resolve("some.jar"), content);
    }

    private DeploymentRefusedException refused(byte[] content) {
        return assertThrows(DeploymentRefusedException.class, () -> archives.take(jar(content)));
    }

    @Test
    void shouldTakeASoundBundleAndKeepACopyThatOutlivesTheFile() throws Exception {
        byte[] content =
                BundleJar.of("a.b;singleton:=true", "1.2.3.x").text("hello").bytes();
        Path jar = jar(content);
        Archive archive = archives.take(jar);
        Files.delete(jar);
        assertEquals("a.b", archive.symbolicName());
        assertEquals(new Version(1, 2, 3, "x"), archive.version());
        assertEquals(Archives.content(archive.copy()), archive.content());
        try (var copy = archive.open()) {
            assertTrue(Arrays.equals(content, copy.readAllBytes()));
        }
    }

    @Test
    void shouldComputeTheDigestOfACopyOnceAndNotBeforeItIsAskedFor() throws Exception {
        Archive archive = archives.take(jar(BundleJar.of("a", "1").bytes()));
        Files.writeString(archive.copy(), "changed after it was taken");
        String content = archive.content();
        assertEquals(Archives.content(archive.copy()), content);
        Files.delete(archive.copy());
        assertEquals(content, archive.content());
    }

    @Test
    void shouldStillGiveTheDigestOfACopyThatWasReplacedBeforeAnybodyAsked() throws Exception {
        Path jar = jar(BundleJar.of("a", "1").bytes());
        Archive replaced = archives.take(jar);
        archives.mark(replaced);
        Archive again = archives.kept("a").orElseThrow();
        archives.retain(Set.of());
        assertFalse(Files.exists(replaced.copy()));
        assertEquals(Archives.content(jar), replaced.content());
        assertEquals(replaced.content(), again.content());
    }

    @Test
    void shouldRefuseEveryTruncation() throws IOException {
        byte[] whole = BundleJar.of("a", "1").text("some text").bytes();
        for (int length = 0; length < whole.length; length++) {
            refused(Arrays.copyOf(whole, length));
        }
        assertEquals(List.of(), left());
    }

    @Test
    void shouldRefuseADamagedByteOfAnEntry() {
        String text = "abcdefghij".repeat(1000);
        byte[] whole = BundleJar.of("a", "1").text(text).bytes();
        int middle = whole.length - 150;
        assertTrue(new String(whole, StandardCharsets.ISO_8859_1).indexOf("PK\1\2") > 0);
        int damaged = 0;
        for (int at = 30; at < middle; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            try {
                archives.take(jar(changed));
            } catch (DeploymentRefusedException e) {
                damaged++;
            } catch (IOException e) {
                throw new AssertionError("byte " + at, e);
            }
        }
        assertTrue(damaged > middle / 2, damaged + " of " + middle);
    }

    @ParameterizedTest
    @CsvSource({
        "Bundle-SymbolicName, '', no bundle",
        "Bundle-ManifestVersion, '', no bundle",
        "Bundle-SymbolicName, ../../etc/x, no symbolic name",
        "Bundle-Version, one, is none",
        "Fragment-Host, io.netty.common, fragment"
    })
    void shouldRefuseAManifestThatIsNoBundles(String header, String value, String cause) {
        DeploymentRefusedException refused =
                refused(BundleJar.of("a", "1").header(header, value).bytes());
        assertTrue(refused.getMessage().contains(cause), refused.getMessage());
        assertFalse(refused.cure().isEmpty());
    }

    @Test
    void shouldKnowAgainWhatWasMarkedAndForgetWhatIsNotUsed() throws Exception {
        Archive first = archives.take(jar(BundleJar.of("a", "1").bytes()));
        Archive second = archives.take(jar(BundleJar.of("a", "2").bytes()));
        archives.mark(second);
        archives.retain(Set.of(second.copy()));
        assertFalse(Files.exists(first.copy()));
        assertEquals(second.content(), archives.kept("a").orElseThrow().content());
        archives.clear();
        assertTrue(archives.kept("a").isEmpty());
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("copies"))) {
            return files.toList();
        }
    }
}
