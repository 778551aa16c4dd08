package org.scst.runtime.configuration.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/** Files that claim the name of another file's object. */
class ContestedNamesTest {
    private static final String TARGET = "org.scst.iscsi.target-san.cfg";
    private static final String OTHER = "org.scst.iscsi.target-other.cfg";

    @TempDir
    private Path temporary;

    private ReconcilerFixture fixture;

    @BeforeEach
    void makeFixture() throws IOException {
        fixture = new ReconcilerFixture(temporary);
    }

    private Object san(String key) {
        return fixture.configurationAdmin.value("org.scst.iscsi.target~san", key);
    }

    private Object other(String key) {
        return fixture.configurationAdmin.value("org.scst.iscsi.target~other", key);
    }

    @Test
    void shouldKeepAnObjectWhoseFileTakesTheNameOfAnother() throws IOException {
        fixture.write(TARGET, "name = iqn.x:san\nlun.0 = a\n");
        fixture.write(OTHER, "name = iqn.x:other\n");
        fixture.start();
        fixture.write(TARGET, "name = iqn.x:other\nlun.0 = b\n");
        fixture.hintAndSettle();
        assertEquals("iqn.x:san", san("name"));
        assertEquals("iqn.x:other", other("name"));
        assertEquals(TARGET, fixture.onlyProblem().file());
        assertTrue(fixture.onlyProblem().cause().contains(OTHER));
        fixture.write(TARGET, "name = iqn.x:san\nlun.0 = b\n");
        fixture.hintAndSettle();
        assertEquals("iqn.x:san", san("name"));
        assertEquals(List.of(), fixture.reconciler.problems());
    }

    @Test
    void shouldNotLoseAnObjectToAFileThatTakesItsNameWhenItIsJudgedAnew() throws IOException {
        fixture.write(TARGET, "name = iqn.x:san\n");
        fixture.write(OTHER, "name = iqn.x:other\n");
        fixture.start();
        // "other" sorts before "san", and both have changed.
        fixture.write(OTHER, "name = iqn.x:san\n");
        fixture.write(TARGET, "name = iqn.x:san\nlun.0 = a\n");
        fixture.hintAndSettle();
        assertEquals("iqn.x:other", other("name"));
        assertEquals("iqn.x:san", san("name"));
        assertEquals("0 a", san("lun.N").toString().strip());
        fixture.reconciler.bundlesChanged(true);
        assertEquals("iqn.x:other", other("name"));
        assertEquals("iqn.x:san", san("name"));
    }

    @Test
    void shouldLetTwoFilesExchangeTheirNames() throws IOException {
        fixture.write(TARGET, "name = iqn.x:san\n");
        fixture.write(OTHER, "name = iqn.x:other\n");
        fixture.start();
        fixture.write(OTHER, "name = iqn.x:san\n");
        fixture.write(TARGET, "name = iqn.x:other\n");
        fixture.hintAndSettle();
        assertEquals("iqn.x:san", other("name"));
        assertEquals("iqn.x:other", san("name"));
        assertEquals(List.of(), fixture.reconciler.problems());
    }

    @Test
    void shouldKeepAllWhenOneOfThemCannotGiveUpItsName() throws IOException {
        fixture.write(TARGET, "name = iqn.x:san\n");
        fixture.write(OTHER, "name = iqn.x:other\n");
        fixture.write("org.scst.iscsi.target-third.cfg", "name = iqn.x:third\n");
        fixture.start();
        fixture.write(OTHER, "name = iqn.x:san\n");
        fixture.write(TARGET, "name = iqn.x:third\n");
        fixture.write("org.scst.iscsi.target-new.cfg", "name = iqn.x:other\n");
        fixture.hintAndSettle();
        assertEquals("iqn.x:other", other("name"));
        assertEquals("iqn.x:san", san("name"));
        assertFalse(fixture.configurationAdmin.pids().contains("org.scst.iscsi.target~new"));
        assertEquals(
                List.of("org.scst.iscsi.target-new.cfg", OTHER, TARGET),
                fixture.reconciler.problems().stream().map(FileProblem::file).toList());
    }
}
