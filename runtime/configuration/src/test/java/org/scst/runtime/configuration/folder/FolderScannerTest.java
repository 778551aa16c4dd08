package org.scst.runtime.configuration.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScannerTest {
    private static final String A = "org.scst.vdisk-a.cfg";
    private static final String B = "org.scst.vdisk-b.cfg";

    @TempDir
    private Path temporary;

    private Path folder;
    private FolderScanner scanner;
    private long nanos = 1;
    private Instant now = Instant.now();

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("etc"));
        scanner = new FolderScanner(folder);
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private FolderView scanAfter(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
        return scanner.scan(nanos, now);
    }

    private FolderView scan() {
        return scanAfter(Duration.ZERO);
    }

    private static String value(FolderView view, String file) {
        return view.files().get(file).text().properties().get("size");
    }

    @Test
    void shouldSeeConfigurationFilesOnly() throws IOException {
        write(A, "size = 1\n");
        write(".org.scst.vdisk-a.cfg.swp", "x");
        write("README", "x");
        Files.createDirectory(folder.resolve("secrets.cfg"));
        FolderView view = scan();
        assertEquals(Set.of(A), view.files().keySet());
        assertTrue(view.changed());
        assertFalse(scan().changed());
    }

    @Test
    void shouldNoticeEqualSizeAndTimeStampWhileTheFileIsFresh() throws IOException {
        write(A, "size = 1\n");
        FileTime time = Files.getLastModifiedTime(folder.resolve(A));
        scan();
        write(A, "size = 2\n");
        Files.setLastModifiedTime(folder.resolve(A), time);
        FolderView view = scan();
        assertTrue(view.changed());
        assertEquals("2", value(view, A));
    }

    @Test
    void shouldNoticeAReplacementWithEqualSizeAndTimeStampMuchLater() throws IOException {
        write(A, "size = 1\n");
        FileTime time = Files.getLastModifiedTime(folder.resolve(A));
        scanAfter(Duration.ofHours(1));
        write("other", "size = 2\n");
        Files.setLastModifiedTime(folder.resolve("other"), time);
        Files.move(folder.resolve("other"), folder.resolve(A), StandardCopyOption.REPLACE_EXISTING);
        assertEquals("2", value(scanAfter(Duration.ofHours(1)), A));
    }

    @Test
    void shouldNotCallATouchedFileChanged() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.setLastModifiedTime(folder.resolve(A), FileTime.from(Instant.EPOCH));
        assertFalse(scan().changed());
    }

    @Test
    void shouldCountAVanishedFileAsDeletedAfterTwoSecondsAndTwoScans() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.delete(folder.resolve(A));
        FolderView first = scanAfter(Duration.ofSeconds(60));
        assertEquals(Set.of(A), first.vanished());
        assertEquals(Set.of(A), first.files().keySet());
        assertEquals(Set.of(A), scanAfter(Duration.ofMillis(1900)).files().keySet());
        FolderView last = scanAfter(Duration.ofMillis(100));
        assertEquals(Set.of(), last.files().keySet());
        assertTrue(last.changed());
        assertEquals(Set.of(), last.vanished());
    }

    @Test
    void shouldForgetThatAFileWasGoneWhenItComesBack() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.delete(folder.resolve(A));
        scan();
        write(A, "size = 1\n");
        assertEquals(Set.of(), scanAfter(Duration.ofSeconds(5)).vanished());
        Files.delete(folder.resolve(A));
        assertEquals(Set.of(A), scanAfter(Duration.ofSeconds(5)).files().keySet());
    }

    @Test
    void shouldDeleteAtOnceWhatWasDeletedOnPurpose() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.delete(folder.resolve(A));
        scanner.forget(A);
        assertEquals(Set.of(), scan().files().keySet());
    }

    @Test
    void shouldSeeARename() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.move(folder.resolve(A), folder.resolve(B));
        FolderView view = scan();
        assertEquals(Map.of(A, B), view.renames());
        assertEquals(Set.of(B), view.files().keySet());
    }

    @Test
    void shouldSeeARenameByContentWhenTheNewFileComesLater() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.delete(folder.resolve(A));
        scan();
        write(B, "size = 1\n");
        FolderView view = scanAfter(Duration.ofSeconds(1));
        assertEquals(Map.of(A, B), view.renames());
        assertEquals(Set.of(B), view.files().keySet());
    }

    @Test
    void shouldNotTakeAnOldFileWithEqualContentForTheNewNameOfADeletedOne() throws IOException {
        write(A, "size = 1\n");
        write(B, "size = 1\n");
        scan();
        Files.delete(folder.resolve(A));
        FolderView view = scan();
        assertEquals(Map.of(), view.renames());
        assertEquals(Set.of(A), view.vanished());
    }

    @Test
    void shouldNotGuessBetweenTwoNewNames() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.delete(folder.resolve(A));
        write(B, "size = 1\n");
        write("org.scst.vdisk-c.cfg", "size = 1\n");
        assertEquals(Map.of(), scan().renames());
    }

    @Test
    void shouldChangeNothingWhenTheFolderVanishes() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.move(folder, temporary.resolve("away"));
        FolderView gone = scanAfter(Duration.ofSeconds(60));
        FolderView stillGone = scanAfter(Duration.ofSeconds(60));
        assertTrue(gone.fault().isPresent());
        assertEquals(Set.of(A), stillGone.files().keySet());
        assertEquals(Set.of(), stillGone.vanished());
        Files.move(temporary.resolve("away"), folder);
        FolderView back = scanAfter(Duration.ofSeconds(60));
        assertTrue(back.fault().isEmpty());
        assertEquals("1", value(back, A));
    }

    @Test
    void shouldFollowASymbolicLink() throws IOException {
        Path real = Files.writeString(temporary.resolve("real"), "size = 1\n");
        Files.createSymbolicLink(folder.resolve(A), real);
        assertEquals("1", value(scan(), A));
        Files.writeString(real, "size = 22\n");
        assertEquals("22", value(scan(), A));
    }

    @Test
    void shouldSeeAllOfABurstOf500Files() throws IOException {
        scan();
        for (int i = 0; i < 500; i++) {
            write("org.scst.vdisk-d" + i + ".cfg", "size = " + i + "\n");
        }
        FolderView view = scan();
        assertEquals(500, view.files().size());
        assertEquals("499", value(view, "org.scst.vdisk-d499.cfg"));
    }

    @Test
    void shouldTellTwoRenamesOfEqualFilesApart() throws IOException {
        write(A, "size = 1\n");
        write(B, "size = 1\n");
        scan();
        Files.move(folder.resolve(A), folder.resolve("org.scst.vdisk-c.cfg"));
        Files.move(folder.resolve(B), folder.resolve("org.scst.vdisk-d.cfg"));
        assertEquals(Map.of(A, "org.scst.vdisk-c.cfg", B, "org.scst.vdisk-d.cfg"), scan().renames());
    }

    @Test
    void shouldLookAtSuspectsOnly() throws IOException {
        write(A, "size = 1\n");
        scan();
        write(A, "size = 2\n");
        write(B, "size = 1\n");
        FolderView view = scanner.scan(nanos, now, Optional.of(Set.of(B)));
        assertEquals(Set.of(B), view.touched());
        assertEquals("1", value(view, A));
        assertEquals(Set.of(A), scan().touched());
    }

    @Test
    void shouldSeeARenameAmongSuspectsAndNotTakeAnOlderEqualFileForIt() throws IOException {
        write(A, "size = 1\n");
        scan();
        write(B, "size = 1\n");
        scanner.scan(nanos, now, Optional.of(Set.of(B)));
        scanner.scan(nanos, now, Optional.of(Set.of()));
        Files.delete(folder.resolve(A));
        FolderView gone = scanner.scan(nanos, now, Optional.of(Set.of(A)));
        assertEquals(Map.of(), gone.renames());
        assertEquals(Set.of(A), gone.vanished());
        Files.move(folder.resolve(B), folder.resolve("org.scst.vdisk-c.cfg"));
        FolderView moved = scanner.scan(nanos, now, Optional.of(Set.of(B, "org.scst.vdisk-c.cfg")));
        assertEquals("org.scst.vdisk-c.cfg", moved.renames().get(B));
    }

    @Test
    void shouldDeleteASuspectThatTwoScansMissedThoughNobodyTellsOfItAgain() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.delete(folder.resolve(A));
        scanner.scan(nanos, now, Optional.of(Set.of(A)));
        nanos += Duration.ofSeconds(2).toNanos();
        assertEquals(
                Set.of(),
                scanner.scan(nanos, now, Optional.of(Set.of())).files().keySet());
    }

    @Test
    void shouldChangeNothingWhenAnEmptyFolderTakesThePlaceOfAVanishedOne() throws IOException {
        write(A, "size = 1\n");
        scan();
        Files.move(folder, temporary.resolve("away"));
        Files.createDirectory(folder);
        assertTrue(scanAfter(Duration.ofSeconds(60)).fault().isPresent());
        assertEquals(Set.of(A), scanAfter(Duration.ofSeconds(60)).files().keySet());
        write(B, "size = 1\n");
        scanAfter(Duration.ofSeconds(60));
        assertEquals(Set.of(B), scanAfter(Duration.ofSeconds(60)).files().keySet());
    }
}
