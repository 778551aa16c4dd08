package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.admin.Problem;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.target.DriverConfiguration;

/** Generations in which only targets change, of which only those are looked at. */
class ChangedTargetsTest {
    @TempDir
    Path state;

    private Platform platform;

    @BeforeEach
    void serve() throws IOException {
        platform = new Platform(state).serving();
    }

    private List<Problem> apply() {
        return platform.apply().problems();
    }

    private List<DriverConfiguration.Target> told() {
        return platform.driver.configurations().getLast().targets();
    }

    private LunMap map(String target) {
        return platform.midLayer.targets().all().get(target).port().maps().own().map();
    }

    private Platform target(String file, String name, String... lines) {
        Map<String, String> properties = new HashMap<>(Map.of("name", name));
        for (int i = 0; i < lines.length; i += 2) {
            properties.put(lines[i], lines[i + 1]);
        }
        return platform.file(Platform.TARGET, file, properties);
    }

    @Test
    void shouldServeOneMoreAndLeaveTheOthersTheSameObjects() {
        DriverConfiguration.Target before = told().getFirst();
        target("second", "iqn.b", "lun.3", "disk1", "strict_direction", "true");

        assertEquals(List.of(), apply());

        assertEquals(2, told().size());
        assertTrue(told().stream().anyMatch(target -> target == before));
        assertEquals("disk1", map("iqn.b").find(3).logicalUnit().name());
        assertTrue(platform.midLayer.targets().all().get("iqn.b").port().maps().strictDirection());
    }

    @Test
    void shouldTakeAwayChangeAndRename() {
        target("second", "iqn.b", "lun.3", "disk1");
        apply();
        var port = platform.midLayer.targets().all().get("iqn.b").port();
        platform.delete(Platform.TARGET, "second");
        target("other", "iqn.b", "lun.4", "disk1");

        assertEquals(List.of(), apply());
        assertSame(port, platform.midLayer.targets().all().get("iqn.b").port());
        assertEquals(null, map("iqn.b").find(3));
        assertEquals("other", platform.midLayer.targets().all().get("iqn.b").id());

        platform.delete(Platform.TARGET, "other");
        assertEquals(List.of(), apply());
        assertEquals(1, told().size());
        assertEquals(
                List.of("iqn.a"), List.copyOf(platform.midLayer.targets().all().keySet()));
    }

    @Test
    void shouldReportWhatIsWrongInEveryGenerationUntilItIsNot() {
        target("second", "iqn.b", "lun.0", "nowhere");
        assertEquals(List.of("lun.0"), apply().stream().map(Problem::key).toList());
        target("third", "iqn.a");
        assertEquals(2, apply().size());
        target("fourth", "iqn.d");
        assertEquals(2, apply().size());

        platform.delete(Platform.TARGET, "third");
        assertEquals(List.of("lun.0"), apply().stream().map(Problem::key).toList());
        target("fifth", "iqn.e");
        assertEquals(List.of("lun.0"), apply().stream().map(Problem::key).toList());
        platform.file(Platform.DISK, "nowhere", Map.of());
        assertEquals(List.of(), apply());
    }

    @Test
    void shouldReportAGroupWhoseTargetGoes() {
        platform.file(Platform.GROUP, "esx", Map.of("target", "iqn.a", "initiators", "iqn.x"));
        assertEquals(List.of(), apply());
        platform.delete(Platform.TARGET, "san");

        assertEquals(List.of("target"), apply().stream().map(Problem::key).toList());
        target("again", "iqn.a");
        assertEquals(List.of(), apply());
        assertEquals(
                1,
                platform.midLayer
                        .targets()
                        .all()
                        .get("iqn.a")
                        .port()
                        .maps()
                        .groups()
                        .size());
    }

    /** A portal beyond loopback is opened only with consent, so a driver has to know at once. */
    @Test
    void shouldTellDriversWhenAGroupOpensATargetToAll() {
        target("closed", "iqn.c");
        apply();
        assertEquals(false, openToAll("iqn.c"));
        platform.file(Platform.GROUP, "all", Map.of("target", "iqn.c", "initiators", "*", "lun.0", "disk1"));
        apply();
        assertEquals(true, openToAll("iqn.c"));
        platform.delete(Platform.GROUP, "all");
        apply();
        assertEquals(false, openToAll("iqn.c"));
    }

    private boolean openToAll(String name) {
        return told().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow()
                .openToAll();
    }

    /** What holds after any row of changes is what a start with the same files would bring. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldComeToWhatAStartWouldBring(long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, Map<String, String>> files = new TreeMap<>();
        files.put(Platform.DISK + "~disk1", Map.of());
        files.put(Platform.TARGET + "~san", Map.of("name", "iqn.a", "lun.0", "disk1"));
        for (int step = 0; step < 25; step++) {
            for (int change = random.nextInt(3); change >= 0; change--) {
                change(random, files);
            }
            List<Problem> problems = apply();
            Platform fresh = new Platform(Files.createTempDirectory(state, "fresh"));
            fresh.handlerComes();
            fresh.midLayer.driverArrived(fresh.driver);
            files.forEach((file, properties) -> fresh.file(
                    file.substring(0, file.indexOf('~')), file.substring(file.indexOf('~') + 1), properties));
            assertEquals(sorted(fresh.apply().problems()), sorted(problems), "step " + step);
            assertEquals(described(fresh), described(platform), "step " + step);
        }
    }

    private void change(Random random, Map<String, Map<String, String>> files) {
        int kind = random.nextInt(10);
        String pid = kind < 7 ? Platform.TARGET : kind < 9 ? Platform.GROUP : Platform.DISK;
        String name = pid.equals(Platform.DISK) ? "disk" + random.nextInt(3) : "f" + random.nextInt(6);
        if (random.nextInt(3) == 0) {
            files.remove(pid + "~" + name);
            platform.delete(pid, name);
            return;
        }
        Map<String, String> properties = new HashMap<>();
        String target = "iqn." + (char) ('a' + random.nextInt(7));
        if (pid.equals(Platform.TARGET)) {
            properties.put("name", target);
        } else if (pid.equals(Platform.GROUP)) {
            properties.putAll(Map.of("target", target, "initiators", random.nextBoolean() ? "*" : "iqn.x"));
        }
        if (!pid.equals(Platform.DISK) && random.nextInt(3) > 0) {
            properties.put("lun." + random.nextInt(2), "disk" + random.nextInt(3));
        }
        files.put(pid + "~" + name, properties);
        platform.file(pid, name, properties);
    }

    private static List<String> sorted(List<Problem> problems) {
        return problems.stream().map(Problem::toString).sorted().toList();
    }

    private static Map<String, String> described(Platform platform) {
        Map<String, String> all = new TreeMap<>();
        platform.midLayer.targets().all().forEach((name, target) -> {
            StringBuilder text =
                    new StringBuilder(target.id() + luns(target.port().maps().own()));
            for (InitiatorGroup group : target.port().maps().groups()) {
                text.append(' ').append(group.name()).append(group.patterns()).append(luns(group));
            }
            all.put(name, text.toString());
        });
        platform.driver
                .configurations()
                .getLast()
                .targets()
                .forEach(target -> all.merge(
                        "driver " + target.name(), target.id() + target.openToAll(), (one, other) -> one + other));
        return all;
    }

    private static List<String> luns(InitiatorGroup group) {
        return group.map().entries().stream()
                .map(entry -> entry.lun() + " " + entry.logicalUnit().name())
                .toList();
    }
}
