package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.inventory.Platform.DISK;
import static org.scst.core.internal.inventory.Platform.GROUP;
import static org.scst.core.internal.inventory.Platform.TARGET;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.Diagnosis;
import org.scst.core.target.LoginStep;

class WhyTest {
    @TempDir
    private Path state;

    private Platform platform;

    @BeforeEach
    void startEmpty() throws IOException {
        platform = new Platform(state);
    }

    private Diagnosis walk(String initiator, String target) {
        return new Why(platform.midLayer).walk(initiator, target);
    }

    private Diagnosis.Step firstNo(String initiator, String target) {
        Diagnosis diagnosis = walk(initiator, target);
        assertFalse(diagnosis.passed());
        Diagnosis.Step no = diagnosis.steps().stream()
                .filter(step -> !step.passed())
                .findFirst()
                .orElseThrow();
        assertFalse(no.cure().isEmpty(), "no cure");
        return no;
    }

    @Test
    void shouldPassEveryStepWhenAllIsServed() {
        platform.serving();
        Diagnosis diagnosis = walk("a", "iqn.a");
        assertTrue(diagnosis.passed(), diagnosis::toString);
        assertEquals("LUN 0 (disk1) is ready", diagnosis.steps().getLast().question());
    }

    @Test
    void shouldSayThatWritesAreRefusedUntilAFailedFlushIsCleared() {
        platform.serving();
        platform.handler.newest().context().latchWriteError("fdatasync failed");
        platform.run();
        Diagnosis.Step no = firstNo("a", "iqn.a");
        assertEquals("LUN 0 (disk1) accepts writes", no.question());
        assertTrue(no.answer().contains("fdatasync failed"), no.answer());
        assertTrue(no.cure().contains("scst clear disk1"), no.cure());

        platform.midLayer.clearWriteError("disk1");
        platform.run();
        assertTrue(walk("a", "iqn.a").passed());
    }

    @Test
    void shouldSayWhichTargetGroupKeepsInitiatorsFromADevice() {
        platform.serving();
        platform.file(ConfiguredObjects.DEVICE_GROUP_PID, "dg", Map.of("devices", "disk1"))
                .file(
                        ConfiguredObjects.TARGET_GROUP_PID,
                        "here",
                        Map.of("device_group", "dg", "group_id", "1", "state", "standby", "targets", "san"));
        platform.apply();

        Diagnosis.Step no = firstNo("a", "iqn.a");

        assertEquals("LUN 0 (disk1) can be reached through this target", no.question());
        assertEquals("its target group here is standby", no.answer());
        assertTrue(no.cure().contains("scst alua set here active"), no.cure());
    }

    @Test
    void shouldStopAtATargetThatNoFileDefines() {
        platform.serving();
        assertEquals("no file of etc defines it", firstNo("a", "iqn.b").answer());
        assertEquals(1, walk("a", "iqn.b").steps().size());
    }

    @Test
    void shouldFindATargetByTheNameOfItsFile() {
        platform.serving();
        assertTrue(walk("a", "san").passed());
    }

    @Test
    void shouldStopAtADriverThatIsNotThere() {
        platform.handlerComes();
        platform.file(TARGET, "san", Map.of("lun.0", "disk1")).file(DISK, "disk1", Map.of());
        platform.apply();
        assertEquals("no driver has registered the port", firstNo("a", "san").answer());
    }

    @Test
    void shouldStopWhereTheDriverFindsSomethingInTheWay() {
        platform.serving();
        platform.driver.loginSteps(
                new LoginStep("a portal leads to it", true, "192.0.2.1", ""),
                new LoginStep("its last login was granted", false, "refused", "Log in again."));

        Diagnosis.Step no = firstNo("a", "iqn.a");

        assertEquals("its last login was granted", no.question());
        assertEquals(no, walk("a", "iqn.a").steps().getLast());
    }

    @Test
    void shouldStopAtAGroupWithoutLuns() {
        platform.serving().file(GROUP, "esx", Map.of("target", "iqn.a", "initiators", "vm*"));
        platform.apply();
        Diagnosis.Step no = firstNo("vm1", "iqn.a");
        assertEquals("group esx map at least one LUN", no.question());
        assertTrue(no.cure().contains("group esx"));
        assertTrue(walk("other", "iqn.a").passed());
    }

    @Test
    void shouldSayWhyALunIsMappedButNotReady() {
        platform.serving().file(TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1", "lun.3", "nowhere"));
        platform.apply();
        assertEquals(
                "LUN is mapped but not ready because no file defines device nowhere",
                firstNo("a", "iqn.a").answer());
        platform.midLayer.handlerLeft(platform.handler);
        platform.run();
        List<String> answers = walk("a", "iqn.a").steps().stream()
                .filter(step -> !step.passed())
                .map(Diagnosis.Step::answer)
                .toList();
        assertEquals(2, answers.size(), "every LUN is looked at");
        assertTrue(answers.getFirst().startsWith("LUN is mapped but not ready because device disk1 is blocked"));
    }
}
