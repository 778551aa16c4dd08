package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.runtime.deployment.DeploymentProblem;
import org.scst.runtime.deployment.DeploymentReport.Outcome;

class DeployTest {
    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.core.target("iqn.x:san", "san", true, Map.of(0, "a")).session("1", "iqn.x:san", "iqn.y:one");
        console.deployment
                .bundle("org.scst.core", "shipped", "", List.of("org.scst.iscsi"), FakeDeployment.CORE_SERVICE)
                .bundle("org.scst.iscsi", "shipped", "", List.of(), FakeDeployment.DRIVER_SERVICE)
                .bundle("org.scst.vdisk", "deployed", "0.9.0", List.of());
    }

    @Test
    void shouldUpdateAHandlerUnderSessionsWithoutBeingForced() {
        console.deployment.plans("org.scst.vdisk", "1.0.0", "1.1.0");
        assertEquals("""
                Updates org.scst.vdisk from 1.0.0 to 1.1.0.
                org.scst.vdisk 1.1.0 is in force and serves, after 1.2 s. Back to 1.0.0: deploy --rollback org.scst.vdisk.
                """, console.output("deploy", "new.jar"));
        assertEquals(List.of("deploy " + folder.resolve("new.jar")), console.deployment.orders);
    }

    @Test
    void shouldUpdateADriverWhoseSessionsGoOnWithoutBeingForcedAndSayWhoWaits() {
        console.deployment.plans("org.scst.iscsi", "1.0.0", "1.1.0");
        String said = console.output("deploy", "new.jar");
        assertTrue(said.contains("These wait meanwhile, and go on:\n") && said.contains("iqn.y:one"), said);
        assertFalse(said.contains("It drops:"), said);
    }

    @Test
    void shouldNameTheSessionsThatADriverDropsAndWantForce() {
        console.core.drivenBy("srpt", "iqn.x:san");
        console.deployment
                .bundle("org.scst.srpt", "shipped", "", List.of(), FakeDeployment.DRIVER_SERVICE)
                .plans("org.scst.srpt", "1.0.0", "1.1.0");
        String refused = console.errors(ExitStatus.NEEDS_FORCE, "deploy", "new.jar");
        assertTrue(refused.contains("iqn.y:one (session 1 from 192.0.2.7:50000 at iqn.x:san"), refused);
        assertEquals(List.of(), console.deployment.orders);
        String forced = console.output("deploy", "new.jar", "--force");
        assertTrue(forced.contains("It drops:\n") && forced.contains("iqn.y:one"), forced);
    }

    @Test
    void shouldCountEverySessionWithCoreAndNoneWithANewBundle() {
        console.deployment.plans("org.scst.core", "1.0.0", "1.1.0", "org.scst.iscsi");
        assertTrue(console.output("deploy", "new.jar").contains("These wait meanwhile, and go on:\n"));
        console.core.drivenBy("srpt", "iqn.x:san");
        assertTrue(console.errors(ExitStatus.NEEDS_FORCE, "deploy", "new.jar").contains("iqn.y:one"));
        console.deployment.plans("foreign.store", "", "5.0.0");
        assertTrue(console.output("deploy", "new.jar").startsWith("Installs foreign.store 5.0.0.\n"));
    }

    @Test
    void shouldSayThatNothingWasTouchedWhenAJarIsRefused() {
        assertEquals(
                "Error: it is no whole jar; nothing was touched\nCure: copy it again\n",
                console.errors(ExitStatus.FAILED, "deploy", "new.jar"));
    }

    @Test
    void shouldFailWhenTheOldRevisionHadToBePutBack() {
        console.deployment.plans("org.scst.vdisk", "1.0.0", "1.1.0");
        console.deployment.outcome = Outcome.ROLLED_BACK;
        console.deployment.cause = "device a is not ready again";
        Console.Reply reply = console.run("deploy", "new.jar");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertTrue(reply.errors().contains("org.scst.vdisk 1.0.0 is in force again"), reply::errors);
        assertTrue(reply.errors().contains("device a is not ready again"), reply::errors);
    }

    @Test
    void shouldRollBackAndTellTheResultAgain() {
        assertTrue(console.errors(ExitStatus.FAILED, "deploy", "--result").contains("nothing was deployed"));
        console.deployment.plans("org.scst.vdisk", "1.0.0", "0.9.0");
        console.output("deploy", "--rollback", "org.scst.vdisk");
        assertEquals(List.of("rollback org.scst.vdisk"), console.deployment.orders);
        assertTrue(console.output("deploy", "--result").contains("org.scst.vdisk 0.9.0 is in force"));
        String json = console.output("deploy", "--result", "--json");
        assertTrue(json.contains("\"outcome\": \"deployed\"") || json.contains("\"outcome\":\"deployed\""), json);
    }

    @Test
    void shouldTouchNothingForACallerThatLeavesDuringTheCheck() {
        console.deployment.plans("org.scst.vdisk", "1.0.0", "1.1.0");
        RecordingCaller caller = new RecordingCaller(folder);
        caller.cancelled.complete(null);
        assertEquals(ExitStatus.FAILED, console.table.run(List.of("deploy", "new.jar"), caller));
        assertTrue(caller.errors.toString().contains("nothing was touched"), caller.errors::toString);
        assertEquals(List.of(), console.deployment.orders);
    }

    @Test
    void shouldWantExactlyOneOrder() {
        console.errors(ExitStatus.USAGE, "deploy");
        console.errors(ExitStatus.USAGE, "deploy", "new.jar", "--rollback", "org.scst.vdisk");
    }

    @Test
    void shouldShowInBundlesWhatAnUpdateRestartsAndWhatIsNotInForce() {
        console.deployment.problems.add(
                new DeploymentProblem("/load/x.jar", "", "it is no whole jar", "copy it again"));
        console.deployment.bundle("io.netty.common", "platform", "", List.of("org.scst.core"));
        String bundles = console.output("bundles");
        assertTrue(bundles.lines().anyMatch(line -> line.contains("org.scst.core") && line.contains("org.scst.iscsi")));
        assertTrue(
                bundles.lines().anyMatch(line -> line.contains("org.scst.vdisk") && line.endsWith("0.9.0")), bundles);
        assertTrue(bundles.lines().anyMatch(line -> line.contains("io.netty") && line.contains("the process")));
        assertTrue(bundles.contains("/load/x.jar: it is no whole jar (copy it again)"), bundles);
        assertTrue(console.output("status").contains("/load/x.jar: it is no whole jar"));
        assertFalse(console.output("bundles", "--json").contains("Not in force"));
    }
}
