package org.scst.runtime.health.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.ConfigurationVersion;

class ConfigurationCheckTest {
    private final Files files = new Files();
    private final ConfigurationCheck check = new ConfigurationCheck();

    private static final class Files implements ConfigurationFiles {
        final List<FileProblem> problems = new ArrayList<>();

        @Override
        public List<ConfiguredObject> objects() {
            return List.of();
        }

        @Override
        public List<FileProblem> problems() {
            return problems;
        }

        @Override
        public CompletionStage<ChangeReport> change(List<Edit> edits) {
            throw new UnsupportedOperationException("checks change nothing");
        }

        @Override
        public CompletionStage<ChangeReport> rescan() {
            throw new UnsupportedOperationException("checks change nothing");
        }

        @Override
        public CompletionStage<List<FileProblem>> check(Path path) {
            throw new UnsupportedOperationException("checks change nothing");
        }

        @Override
        public CompletionStage<ChangePlan> plan(Optional<Path> folder) {
            throw new UnsupportedOperationException("checks change nothing");
        }

        @Override
        public CompletionStage<AppliedChange> apply(boolean force) {
            throw new UnsupportedOperationException("checks change nothing");
        }

        @Override
        public CompletionStage<List<ConfigurationVersion>> versions() {
            throw new UnsupportedOperationException("checks change nothing");
        }

        @Override
        public CompletionStage<ChangePlan> planUndo(OptionalLong version) {
            throw new UnsupportedOperationException("checks change nothing");
        }

        @Override
        public CompletionStage<AppliedChange> undo(OptionalLong version, boolean force) {
            throw new UnsupportedOperationException("checks change nothing");
        }
    }

    @Test
    void shouldBeCriticalWhileNobodyFollowsTheFiles() {
        assertEquals(Status.CRITICAL, check.execute().getStatus());
        check.bindConfigurationFiles(files);
        assertEquals(Status.OK, check.execute().getStatus());
        check.unbindConfigurationFiles(files);
        assertEquals(Status.CRITICAL, check.execute().getStatus());
    }

    @Test
    void shouldNameFileLineCauseAndCureOfEachProblem() {
        check.bindConfigurationFiles(files);
        files.problems.add(
                new ConfigurationFiles.FileProblem("org.scst.vdisk-a.cfg", 3, "unknown key siz", "write size"));
        files.problems.add(new ConfigurationFiles.FileProblem("", 0, "the folder is gone", ""));
        Result result = check.execute();
        assertEquals(Status.WARN, result.getStatus());
        assertTrue(result.toString().contains("org.scst.vdisk-a.cfg:3: unknown key siz; write size"), result::toString);
        assertTrue(result.toString().contains("the folder is gone"), result::toString);
    }
}
